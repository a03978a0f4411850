#!/usr/bin/env node
// The command line. What it says of policies and tokens, the package says; here are only
// arguments, input and output.

import process from "node:process";
import { main } from "./main.js";

// Whoever reads the output may have seen enough, as `head` has.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

process.exitCode = await main(process.argv.slice(2), process);
