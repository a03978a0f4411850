/** Exit codes. */
export const Exit = {
  /** Allow, or no errors found. */
  good: 0,
  /** Deny, or errors found. */
  bad: 1,
  /** What is known does not decide. */
  indeterminate: 2,
  /** Input or arguments that cannot be used. */
  unusable: 3,
};

// From the best to the worst: a doubt weighs less than a denial.
const ORDER = [Exit.good, Exit.indeterminate, Exit.bad, Exit.unusable];

/** The worst of several exit codes. */
export function worst(codes) {
  return codes.reduce((left, right) => (ORDER.indexOf(right) > ORDER.indexOf(left) ? right : left), Exit.good);
}

/** The exit code for a decision. */
export function exitOf(decision) {
  return { allow: Exit.good, deny: Exit.bad, indeterminate: Exit.indeterminate }[decision];
}
