import { report } from "./report.mjs";
import { works } from "../engines/iam-simulate.mjs";

report(works().object(0));
