import { works } from "../engines/cedar.mjs";

console.log(works().object(0));
