// The run that this is part of.

import { readFileSync } from "node:fs";

let read;

/** The event that started the run, as GitHub describes it; empty where it does not. */
export function payload() {
  read ??= readPayload(process.env.GITHUB_EVENT_PATH);
  return read;
}

function readPayload(path) {
  if (!path) return {};
  try {
    return JSON.parse(readFileSync(path, "utf8")) ?? {};
  } catch {
    // A runner that is not GitHub's own need not have one.
    return {};
  }
}
