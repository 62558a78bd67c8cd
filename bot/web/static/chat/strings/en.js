// Every word the chat frame itself can show. Copy this file to add a language and list
// it in ./index.js. What the assistant says comes from the server, never from here.
export default {
  messages: "Messages",
  conversation: "Conversation",
  assistant: "Automated assistant",
  you: "You",
  person: (name) => `${name}, a person`,
  aPerson: "A person",
  notice: "Notice",

  menu: "More",
  save: "Save this chat",
  telegram: "Continue on Telegram",
  telegramReady: "This link opens the same chat in Telegram. It works once.",
  telegramOpen: "Open Telegram",
  telegramFailed: "Telegram could not be reached just now. You can go on here.",
  savedName: (company, day) => `${company} chat ${day}.txt`,
  close: "Close chat",
  talkToPerson: "Talk to a person",
  talkToPersonMessage: "agent",

  compose: "Your message",
  placeholder: "Type a message",
  send: "Send",
  addFile: "Add a file",
  charactersLeft: (count) =>
    count === 1 ? "1 character left" : `${count} characters left`,
  limitReached:
    "That is as long as one message can be. You can send the rest in another one.",

  typing: (name) => `${name} is typing`,
  newest: "Go to the newest message",
  choices: "Choose an answer",
  chosen: "Chosen",
  newTab: "opens in a new tab",
  showAll: (count) => `Show all ${count}`,

  sending: "Sending",
  delivered: "Delivered",
  waiting: "Waiting for the connection",
  notSent: "Not sent yet",
  tryAgain: "Try again",
  stop: "Stop",
  remove: "Remove",
  sendingFile: (name) => `Sending ${name}`,
  fileNamed: (name) => `File: ${name}`,
  download: "download",
  fileFailed: "This file cannot be opened just now. Please try again in a moment.",
  fileProblems: {
    too_large: "This file is larger than 5 MB. A photo of the page is often smaller.",
    wrong_type: "Only PDF files, photos and plain text files can be sent here.",
    too_many: "That is as many files as one chat can take. You can ask for a person.",
    too_fast: "That was quick. Please wait a moment and try again.",
    empty: "There is nothing in this file.",
  },
  curtain:
    "You have been away for a while, so what was said before is hidden. It comes back " +
    "when you have shown who you are again.",
  choiceClosed:
    "That choice has been replaced. Please use the newest buttons, or type an answer.",

  connecting: "Connecting…",
  reconnecting: "Reconnecting… You can keep typing. Nothing is lost.",
  connected: "Connected again",
  blocked: "Your browser is keeping this chat apart from the page around it.",
  ownTab: "Open the chat in its own tab",
};
