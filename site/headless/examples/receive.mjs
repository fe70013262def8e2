// Take webhooks in: check each signature, answer at once, and do nothing twice.
//
// WEBHOOK_SECRET=whsec_… node receive.mjs 8080

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace("whsec_", ""), "base64");
const toleranceSeconds = 5 * 60;
// A real receiver keeps these in its database, and forgets them after a week.
const known = new Set();

function isGenuine(headers, body) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < toleranceSeconds)) return false;
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((each) => {
    const [version, signature] = each.split(",");
    const given = Buffer.from(signature ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function take(message) {
  // Note that there is something to fetch; the fetching itself comes after the answer.
  if (message.type === "webhook.test") console.log("a test came:", message.data.endpoint);
  if (!message.type.startsWith("content.")) return;
  const { sequence, action, type, id } = message.data;
  console.log(sequence, action, type, id);
}

createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces).toString("utf8");
  if (!isGenuine(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  const id = request.headers["webhook-id"];
  if (!known.has(id)) {
    known.add(id);
    take(JSON.parse(body));
  }
  response.writeHead(204).end();
}).listen(Number(process.argv[2]), "127.0.0.1");
