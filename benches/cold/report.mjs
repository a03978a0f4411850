/** Writes the verdict, and the microseconds of the processor that it took from the start on. */
export function report(verdict) {
  const { user, system } = process.cpuUsage();
  console.log(`${verdict} ${user + system}`);
}
