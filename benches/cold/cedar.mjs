import { report } from "./report.mjs";
import { works } from "../engines/cedar.mjs";

report(works().object(0));
