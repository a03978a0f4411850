// Findings about many policies, as one log in the format SARIF.

import { renderFindings } from "./render.js";

// Of its log only what is said about the program is used.
const ANY_POLICY = '{"Version":"2012-10-17","Statement":[]}';

/**
 * The log. Of each policy `label`, `text` and `relyingParty`; where it was found in a larger
 * document `span` and `encoded` too, so that places are places of the document. `stateOf` tells of
 * the finding of an index whether it is `new` or `unchanged` since another log.
 */
export function sarifLog(policies) {
  const log = logOf({ text: ANY_POLICY, relyingParty: "aws", label: "policy" });
  const [run] = log.runs;
  const rules = new Map();
  run.results = [];
  for (const policy of policies) {
    const [own] = logOf(policy).runs;
    for (const rule of own.tool.driver.rules) if (!rules.has(rule.id)) rules.set(rule.id, { rule, index: rules.size });
    for (const [index, result] of own.results.entries()) {
      result.ruleIndex = rules.get(result.ruleId).index;
      if (policy.span !== undefined) move(result, policy);
      if (policy.stateOf !== undefined) result.baselineState = policy.stateOf(index);
      run.results.push(result);
    }
  }
  run.tool.driver.rules = Array.from(rules.values(), ({ rule }) => rule);
  return log;
}

function logOf({ text, relyingParty, label }) {
  return JSON.parse(renderFindings(text, { label, relyingParty, format: "sarif" }));
}

/** Tells the places of a result in the document that holds the policy. */
function move(result, { span, encoded }) {
  const regions = result.locations.map(({ physicalLocation }) => physicalLocation);
  for (const place of regions) place.region = encoded ? regionOf(span) : moved(place.region, span);
  if (encoded) delete result.fixes;
  for (const { artifactChanges } of result.fixes ?? []) {
    for (const replacement of artifactChanges.flatMap(({ replacements }) => replacements)) {
      replacement.deletedRegion = moved(replacement.deletedRegion, span);
    }
  }
}

/** Encoded text is on one line. */
function regionOf({ start, end, line, column }) {
  return { startLine: line, startColumn: column, endLine: line, endColumn: column + end - start };
}

function moved({ startLine, startColumn, endLine, endColumn }, { line, column }) {
  const columnOf = (ownLine, ownColumn) => (ownLine === 1 ? ownColumn + column - 1 : ownColumn);
  return {
    startLine: startLine + line - 1,
    startColumn: columnOf(startLine, startColumn),
    endLine: endLine + line - 1,
    endColumn: columnOf(endLine, endColumn),
  };
}
