const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Demo data around the moment `now`, so that due dates and times always look fresh. */
export function seed(now = Date.now()) {
  const at = (hoursAgo) => new Date(now - hoursAgo * HOUR).toISOString();
  const day = (days) => new Date(now + days * DAY).toISOString().slice(0, 10);

  const people = [
    { id: "mina", name: "Mina Park", role: "Product", tone: 1 },
    { id: "jonas", name: "Jonas Weber", role: "Engineering", tone: 2 },
    { id: "aiko", name: "Aiko Tanaka", role: "Design", tone: 3 },
    { id: "tomas", name: "Tomás Silva", role: "Engineering", tone: 4 },
    { id: "leila", name: "Leila Haddad", role: "Research", tone: 5 },
  ];
  const projects = [
    { id: "harbour", name: "Harbour website", tone: 2 },
    { id: "ferry", name: "Ferry app", tone: 5 },
    { id: "fair", name: "Autumn fair", tone: 4 },
  ];

  // [title, project, column, assignee, due in days]
  const cards = [
    ["Timetable for holidays", "harbour", "todo", "tomas", 6],
    ["Interview six commuters", "ferry", "todo", "leila", 4],
    ["Book the brass band", "fair", "todo", "mina", 9],
    ["Offline tickets", "ferry", "todo", "jonas", 12],
    ["New landing page", "harbour", "doing", "aiko", 2],
    ["Search that forgives typos", "harbour", "doing", "jonas", -1],
    ["Seat reservation flow", "ferry", "doing", "tomas", 3],
    ["Poster, three sizes", "fair", "doing", "aiko", 5],
    ["Accessibility audit", "harbour", "review", "leila", 1],
    ["Push messages for delays", "ferry", "review", "tomas", -2],
    ["Stall map", "fair", "review", "mina", 7],
    ["Move images to the new host", "harbour", "done", "jonas", -4],
    ["Sign-in with a code", "ferry", "done", "tomas", -6],
    ["Name and logo", "fair", "done", "aiko", -8],
    ["Permit from the city", "fair", "done", "mina", -3],
  ].map(([title, project, column, assignee, due], order) => {
    return { id: `card-${order + 1}`, title, project, column, order, assignee, due: day(due) };
  });

  const messages = [
    ["aiko", "The landing page is ready for a first look. It is much calmer now.", [], 5],
    ["jonas", "Lovely! @tomas can you check the seat flow against the new colours?", ["tomas"], 4],
    ["tomas", "On it. The reservation screen needs one more state for full ferries.", [], 3],
    ["mina", "Permit for the fair arrived today, so the stalls may stay until ten.", [], 2],
    ["leila", "@mina the first interviews are booked for Thursday.", ["mina"], 1],
  ].map(([author, text, mentions, hours], index) => {
    return { id: `message-${index + 1}`, author, text, mentions, at: at(hours) };
  });

  const notifications = [
    ["mina", "Leila Haddad mentioned you in the chat", "/chat", false, 1],
    ["tomas", "Jonas Weber mentioned you in the chat", "/chat", false, 4],
    ["mina", "Permit from the city is done", "/board", true, 26],
  ].map(([person, text, href, read, hours], index) => {
    return { id: `notification-${index + 1}`, person, text, href, read, at: at(hours) };
  });

  const activity = [
    ["mina", "moved Permit from the city to Done", 26],
    ["jonas", "moved Move images to the new host to Done", 22],
    ["tomas", "moved Push messages for delays to Review", 6],
    ["leila", "moved Accessibility audit to Review", 2],
  ].map(([person, text, hours], index) => {
    return { id: `activity-${index + 1}`, person, text, at: at(hours) };
  });

  return { people, projects, cards, messages, notifications, activity };
}
