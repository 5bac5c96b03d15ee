/** What is known of the other members' phones, in sentences. */

import { clock } from "../lib/time.js";
import { say } from "../lib/words.js";

/** 'Aipda Anna: 2 foto masih di HP, terakhir terhubung 10.12', one for each phone that holds something. */
export function teamLines(around) {
  return around.waitedFor.map(({ username, events, photos, contact }) =>
    say("team_left", { name: around.nameOf(username), left: leftInWords(events, photos), time: clock(contact, around.zone) }),
  );
}

function leftInWords(events, photos) {
  if (!photos) return say("left_changes", { count: events });
  if (!events) return say("left_photos", { count: photos });
  return say("left_both", { changes: events, photos });
}
