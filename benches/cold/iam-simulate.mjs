import { works } from "../engines/iam-simulate.mjs";

console.log(works().object(0));
