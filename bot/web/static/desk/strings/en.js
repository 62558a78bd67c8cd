// Every word the desk can show that is not already in its page.

/** Why the person is here, by the reason code of the ticket. */
const reasons = {
  request_agent: "Asked for a person",
  request_callback: "Asked to be called",
  crisis: "May be in danger",
  vulnerability: "Needs extra care",
  deceased: "Told us that somebody has died",
  dispute: "Does not agree with the debt",
  identity_theft: "Thinks somebody used their name",
  wrong_person: "Says this is not their account",
  act_for_someone: "Speaks for somebody else",
  attorney: "Is helped by a lawyer or an adviser",
  bankruptcy: "Told us about a bankruptcy",
  breathing_space: "Is in breathing space",
  cease: "Asked us to stop writing",
  set_contact_preference: "Wants to be contacted differently",
  change_contact_details: "Has new contact details",
  make_complaint: "Wants to complain",
  request_validation: "Asked for proof of the debt",
  ask_old_debt: "Asked how old the debt is",
  request_my_data: "Asked for a copy of their data",
  delete_my_data: "Asked us to delete their data",
  request_plan: "Would like a plan only a person can agree",
  request_settlement: "Would like to settle for less",
  request_hold: "Would like a pause",
  report_payment_problem: "Has trouble with a payment",
  file_received: "Sent a file",
  express_frustration: "Is angry about the conversation",
  not_understood: "The assistant does not understand them",
  turn_failed: "The assistant could not answer",
  undelivered: "A message could not be delivered",
};

function reason(code) {
  if (reasons[code]) return reasons[code];
  const words = code.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How long, to the minute: "under a minute", "12 min", "1 h 5 min", "2 days". */
function duration(minutes) {
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  const rest = minutes % 60;
  return rest ? `${hours} h ${rest} min` : `${hours} h`;
}

/** How large a file is: "840 bytes", "12 kB", "3.4 MB". */
function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export default {
  reason,
  duration,
  fileSize,

  title: (waiting, company) =>
    waiting ? `(${waiting}) Desk, ${company}` : `Desk, ${company}`,
  arrived: (reference, why) => `New in the queue: ${reference}. ${why}.`,
  arrivedMany: (count) => `${count} new requests in the queue.`,
  soundOn: "on",
  soundOff: "off",

  connection: {
    connecting: "Connecting…",
    open: "Connected",
    waiting: "Reconnecting… Replies are kept and sent afterwards.",
    ended: "You have been signed out.",
  },
  signIn: "Sign in again",

  waited: "Waited",
  verified: "Verified",
  isNew: "New",
  next: "Next",
  yours: "With you",
  heldBy: (name) => `With ${name}`,
  aColleague: "a colleague",
  unsent: "Reply not sent yet",

  summary: {
    queued: (why) => `${why}. The assistant is still answering.`,
    mine: (why) => `${why}. You are helping.`,
    held: (why, name) => `${why}. ${name} is helping.`,
    gone: "This conversation is no longer in the queue.",
  },
  hint: {
    queued: "Claim this conversation to reply.",
    mine: "Enter sends, Shift and Enter starts a new line.",
    held: (name) => `Only ${name} can reply here.`,
    gone: "The assistant has this conversation again.",
  },

  customer: "Customer",
  assistant: "Assistant",
  agent: "Agent",
  you: "You",
  notice: "Notice",
  offered: "Choices offered:",
  newTab: "opens in a new tab",
  showAll: (count) => `Show all ${count}`,

  sending: "Sending…",
  waitingToSend: "Not sent yet. It goes out once you are connected.",
  slow: "Not confirmed yet. Still trying.",
  notSent: "Not sent.",
  tryAgain: "Try again",
  takeBack: "Take back",

  settle: { close: "Answered", lift: "End the pause" },
  settleAsk: {
    close: (reference) => `Has ${reference} been answered?`,
    lift: (reference) => `End the pause of ${reference}? Collecting may go on then.`,
  },

  unnamed: "Name not known yet",
  noAccounts: "Accounts appear here once the person is verified.",
};
