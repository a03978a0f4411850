import { attributes } from "../lib/embedded.js";
import { Exit } from "./exit.js";
import { json, literal, shown } from "./output.js";
import { TOKEN_DETAILS, TOKEN_OPTIONS, onlyToken } from "./token.js";

export const attributesCommand = {
  name: "attributes",
  usage: "[OPTION]… TOKEN",
  about: "Show the attributes that a relying party makes of a token.",
  details: TOKEN_DETAILS,
  options: {
    "relying-party": { value: "R", about: "whose attributes: aws if not given; entra, google-cloud, …" },
    ...TOKEN_OPTIONS,
  },
  examples: [
    'echo "$TOKEN" | rolecall attributes -',
    "rolecall attributes --token-env TOKEN",
    "rolecall attributes --format json claims.json",
  ],
  exits: { [Exit.good]: "the attributes were written" },
  async run(call) {
    const token = await onlyToken(attributesCommand, call);
    const found = attributes(token, { relyingParty: call.options["relying-party"] ?? "aws" });
    call.host.stdout.write(call.options.format === "json" ? `${json(found)}\n` : textOf(found));
    return Exit.good;
  },
};

function textOf(found) {
  const names = Object.keys(found);
  if (names.length === 0) return "no attributes\n";
  const width = Math.max(...names.map((name) => shown(name).length));
  return names
    .map((name) => {
      const { value, claim } = found[name];
      const origin = claim === undefined ? "" : `  (claim ${literal(claim)})`;
      return `${shown(name).padEnd(width)}  ${literal(value)}${origin}\n`;
    })
    .join("");
}
