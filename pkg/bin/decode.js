import { decodeToken } from "../lib/embedded.js";
import { Exit } from "./exit.js";
import { json, literal, shown } from "./output.js";
import { TOKEN_DETAILS, TOKEN_OPTIONS, onlyToken } from "./token.js";

// Registered claims that are times, in seconds since 1970.
const TIMES = ["exp", "nbf", "iat", "auth_time"];

export const decodeCommand = {
  name: "decode",
  usage: "[OPTION]… TOKEN",
  about: "Show what a token says.",
  details: TOKEN_DETAILS,
  options: TOKEN_OPTIONS,
  examples: [
    'echo "$TOKEN" | rolecall decode -',
    "rolecall decode --token-env TOKEN",
    "rolecall decode --format json token.jwt",
  ],
  exits: { [Exit.good]: "the token was decoded" },
  async run(call) {
    const token = decodeToken(await onlyToken(decodeCommand, call));
    call.host.stdout.write(call.options.format === "json" ? `${json(token)}\n` : textOf(token));
    return Exit.good;
  },
};

function textOf({ header, claims, signature }) {
  const sections = header === null ? [["claims", claims]] : [["header", header], ["claims", claims]];
  const text = sections.map(([title, members]) => `${title}\n${lines(members)}`).join("");
  return signature === null ? text : `${text}signature\n  not checked\n`;
}

function lines(members) {
  const names = Object.keys(members);
  const width = Math.max(0, ...names.map((name) => shown(name).length));
  return names
    .map((name) => `  ${shown(name).padEnd(width)}  ${literal(members[name])}${time(name, members[name])}\n`)
    .join("");
}

function time(name, value) {
  if (!TIMES.includes(name) || typeof value !== "number") return "";
  const date = new Date(value * 1000);
  return Number.isNaN(date.getTime()) ? "" : `  (${date.toISOString().replace(".000Z", "Z")})`;
}
