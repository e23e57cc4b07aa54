"use strict";
// Shows /api/openapi.json: operations by tag, with their parameters, body and answer.

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  Object.assign(element, attributes);
  element.append(...children);
  return element;
};

const nameOf = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map(nameOf).join(" | ");
  if (schema.type === "array") return `${nameOf(schema.items)}[]`;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return schema.format ? `${schema.type} (${schema.format})` : schema.type || "any";
};

const shape = (schema, components, depth = 0) => {
  if (!schema || depth > 4) return nameOf(schema);
  if (schema.$ref) return shape(components[nameOf(schema)], components, depth);
  if (schema.type === "array") return [shape(schema.items, components, depth + 1)];
  if (schema.properties) {
    const required = new Set(schema.required || []);
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        required.has(name) ? name : `${name}?`,
        shape(property, components, depth + 1),
      ]),
    );
  }
  return nameOf(schema);
};

const json = (content) => content?.["application/json"]?.schema;

const block = (title, schema, components) => {
  const text = JSON.stringify(shape(schema, components), null, 2);
  return [make("h4", { textContent: `${title} ${nameOf(schema)}` }), make("pre", { textContent: text })];
};

const parameters = (operation) =>
  make(
    "table",
    {},
    ...operation.parameters.map((parameter) =>
      make(
        "tr",
        {},
        make("td", { textContent: parameter.name, className: "path" }),
        make("td", { textContent: parameter.in }),
        make("td", { textContent: nameOf(parameter.schema) }),
      ),
    ),
  );

const show = (path, method, operation, components) => {
  const details = make(
    "details",
    {},
    make(
      "summary",
      {},
      make("span", { className: `method ${method}`, textContent: method.toUpperCase() }),
      make("span", { className: "path", textContent: path }),
      make("span", { className: "about", textContent: operation.summary }),
    ),
  );
  details.dataset.text = `${method} ${path} ${operation.summary}`.toLowerCase();
  details.addEventListener(
    "toggle",
    () => {
      details.append(make("p", { textContent: `function 功能: ${operation["x-function"] || "-"}` }));
      if (operation.parameters.length) details.append(parameters(operation));
      const body = json(operation.requestBody?.content);
      if (body) details.append(...block("body 请求", body, components));
      for (const [status, response] of Object.entries(operation.responses)) {
        const answer = json(response.content);
        if (answer && Number(status) < 400) details.append(...block(`${status} 应答`, answer, components));
      }
    },
    { once: true },
  );
  return details;
};

const start = async () => {
  const api = await (await fetch("/api/openapi.json")).json();
  const sections = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0];
      if (!sections.has(tag)) sections.set(tag, make("section", {}, make("h2", { textContent: tag })));
      sections.get(tag).append(show(path, method, operation, api.components.schemas));
    }
  }
  document.getElementById("operations").append(make("p", { textContent: api.info.description }), ...sections.values());
  document.getElementById("filter").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase();
    for (const details of document.querySelectorAll("details")) {
      details.hidden = !details.dataset.text.includes(words);
    }
  });
};

start();
