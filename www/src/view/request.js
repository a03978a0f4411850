// What a relying party knows beside the token, as fields.

const LINES = /\r?\n/;

/** The request that the fields hold, and what cannot be read in them. */
export function readRequest(form) {
  const text = (name) => form.elements.namedItem(name).value.trim();
  const request = {};
  for (const name of ["action", "principal", "roleArn", "relyingPartyVersion"]) {
    if (text(name) !== "") request[name] = text(name);
  }
  if (text("clientIds") !== "") request.clientIds = text("clientIds").split(/[\s,]+/);
  const context = {};
  for (const line of text("context").split(LINES)) {
    if (line.trim() === "") continue;
    const split = line.indexOf("=");
    if (split < 1) return { request, error: `Expected \`name = value\`, received \`${line.trim()}\`` };
    const name = line.slice(0, split).trim();
    const value = line.slice(split + 1).trim();
    context[name] = context[name] === undefined ? value : [context[name], value].flat();
  }
  if (Object.keys(context).length > 0) request.context = context;
  if (form.elements.namedItem("complete").checked) request.complete = true;
  return { request };
}

/** Puts a request into the fields. */
export function writeRequest(form, request) {
  const set = (name, value) => {
    form.elements.namedItem(name).value = value ?? "";
  };
  for (const name of ["action", "principal", "roleArn", "relyingPartyVersion"]) set(name, request[name]);
  set("clientIds", request.clientIds?.join("\n"));
  set(
    "context",
    Object.entries(request.context ?? {})
      .flatMap(([name, value]) => [value].flat().map((one) => `${name} = ${one}`))
      .join("\n"),
  );
  form.elements.namedItem("complete").checked = request.complete === true;
}
