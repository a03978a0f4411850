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
  return own
    .map((lesson, place) => ({ lesson, place, score: score(lesson, sought, text) }))
    .filter(({ score: points }) => points > 0)
    .sort((left, right) => right.score - left.score || left.place - right.place)
    .map(({ lesson }) => lesson);
}

function score(lesson, sought, text) {
  const has = (field, word) => words(field).some((other) => other.startsWith(word) || (word.length > 5 && other.includes(word)));
  let points = 0;
  for (const error of lesson.errors) {
    const message = words(error).filter((word) => !COMMON.has(word));
    const met = message.filter((word) => sought.includes(word)).length;
    // A whole message is worth more than words of it.
    points = Math.max(points, (met / message.length) * (met > 1 ? 6 : 1));
    if (text.toLowerCase().includes(error.toLowerCase())) points += 6;
  }
  for (const word of sought) {
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
  return h(
    "aside",
    { class: "lesson-card", "aria-label": "Lesson" },
    h("div", { class: "lesson-head" }, h("h2", null, sentence(title)), h("button", { type: "button", class: "plain", "data-close-lesson": true, "aria-label": "Close the lesson" }, icon("close"))),
    h("p", null, sentence(text)),
    errors.length === 0 ? null : h("p", { class: "lesson-error" }, "What people see: ", h("code", null, errors[0])),
    /^https:/.test(source) ? h("a", { class: "read-on", href: source, rel: "noreferrer", target: "_blank" }, "Source", icon("out")) : null,
  );
}
