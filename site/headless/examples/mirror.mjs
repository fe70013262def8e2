// Mirror everything that is public, and stay in step: run it again whenever you like.
//
// node mirror.mjs https://www.example.org/api/v1/ mirror.json

import { existsSync, readFileSync, writeFileSync } from "node:fs";

const [given, file] = process.argv.slice(2);
const baseUrl = given.endsWith("/") ? given : `${given}/`;
const copy = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : { cursor: null, objects: {} };

let hasMore = true;
while (hasMore) {
  const address = new URL("changes/?include=object&limit=500", baseUrl);
  if (copy.cursor) address.searchParams.set("since", copy.cursor);
  const answer = await fetch(address);
  if (answer.status === 410) {
    // The copy is too old to be brought up to date: begin anew.
    copy.cursor = null;
    copy.objects = {};
    continue;
  }
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  const page = await answer.json();
  for (const item of page.items) {
    const key = `${item.type}:${item.id}`;
    if (["published", "changed"].includes(item.action)) copy.objects[key] = item.object;
    else delete copy.objects[key];
  }
  copy.cursor = page.cursor;
  hasMore = page.has_more;
}
writeFileSync(file, JSON.stringify(copy));
