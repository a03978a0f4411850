// The gallery: known ways for a role not to be assumed, found by the message that people have.

import { h, icon, sentence } from "../dom.js";
import { verdictOf } from "./verdict.js";

/** Words of a message, without what differs from one account to the next. */
const words = (text) =>
  text
    .toLowerCase()
    .replace(/arn:\S+|https?:\/\/\S+|\d{6,}/g, " ")
    .match(/[\p{L}\p{N}_@*]+(?:[:._-][\p{L}\p{N}_@*]+)*/gu) ?? [];

/** Words that stand in any message. */
const COMMON = new Set(["a", "an", "and", "the", "to", "of", "in", "for", "is", "on", "with", "not", "error", "failed", "could", "your", "when", "my", "it"]);

/**
 * The lessons that fit a search, the best first; all, in their order, where nothing is sought.
 */
export function search(lessons, text, party = "") {
  const own = lessons.filter((lesson) => party === "" || lesson.relyingParty === party);
  const sought = [...new Set(words(text))].filter((word) => !COMMON.has(word));
  if (sought.length === 0) return own;
  // A message that many lessons have says little about which it is.
  const having = (error) => own.filter(({ errors }) => errors.includes(error)).length;
  const weight = (error) => 1 + Math.log(own.length / having(error));
  return own
    .map((lesson, place) => ({ lesson, place, score: score(lesson, sought, text.toLowerCase(), weight) }))
    .filter(({ score: points }) => points > 0)
    .sort((left, right) => right.score - left.score || left.place - right.place)
    .map(({ lesson }) => lesson);
}

function score(lesson, sought, text, weight) {
  const has = (field, word) => words(field).some((other) => other.startsWith(word) || (word.length > 5 && other.includes(word)));
  let points = 0;
  let rest = sought;
  for (const error of lesson.errors) {
    const message = words(error).filter((word) => !COMMON.has(word));
    const met = sought.filter((word) => message.includes(word));
    // A whole message is worth more than words of it.
    const whole = text.includes(error.toLowerCase()) ? 6 : 0;
    const share = ((met.length / message.length) ** 2 * (met.length > 1 ? 6 : 1) + whole) * weight(error);
    if (share <= points) continue;
    points = share;
    rest = sought.filter((word) => !met.includes(word));
  }
  // What the message does not account for tells lessons with the same message apart.
  for (const word of rest) {
    if (has(lesson.title, word)) points += 3;
    if (has(`${lesson.text} ${lesson.id}`, word)) points += 1;
    if (has(lesson.policy, word) || has(lesson.token, word)) points += 0.5;
  }
  return points < 1 ? 0 : points;
}

export function lessonsView(lessons, parties) {
  return lessons.map(({ id, title, relyingParty, decision }) => {
    const { word, tone, icon: image } = verdictOf(decision);
    return h(
      "li",
      null,
      h(
        "button",
        { type: "button", class: "lesson", "data-lesson": id, "data-tone": tone },
        icon(image),
        h("span", { class: "lesson-title" }, sentence(title)),
        h("span", { class: "lesson-party" }, `${word.toLowerCase()} · ${parties.get(relyingParty) ?? relyingParty}`),
      ),
    );
  });
}

/** What is said beside the answer while a lesson is open. */
export function lessonView({ title, text, source, errors }) {
  // Some sources are named in words, with the address behind.
  const [address] = /https:\/\/[^\s)]+/.exec(source) ?? [];
  return h(
    "aside",
    { class: "lesson-card", "aria-label": "Lesson" },
    h("div", { class: "lesson-head" }, h("h2", null, sentence(title)), h("button", { type: "button", class: "plain", "data-close-lesson": true, "aria-label": "Close the lesson" }, icon("close"))),
    h("p", null, sentence(text)),
    errors.length === 0 ? null : h("p", { class: "lesson-error" }, "What people see: ", h("code", null, errors[0])),
    address !== undefined ? h("a", { class: "read-on", href: address, rel: "noreferrer", target: "_blank" }, "Source", icon("out")) : null,
  );
}
