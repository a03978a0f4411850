import { report } from "./report.mjs";

report(true);
