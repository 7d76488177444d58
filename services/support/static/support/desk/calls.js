// Who looks elsewhere is called: a customer of theirs wrote, somebody joined the queue that they serve, or a colleague
// gave them a customer or named them in a note. The tab's title counts, and `ring` tells.

export function calls(desk, ring) {
  const me = Number(desk.dataset.me);
  const teams = desk.dataset.teams.split(" ").filter(Boolean).map(Number);
  const { title } = document;
  let count = 0;

  document.addEventListener("visibilitychange", () => document.hidden || show(0));

  function heard(event) {
    const why = document.hidden && reason(event);
    if (!why) return;
    show(count + 1);
    ring(why, event);
  }

  // The state, the agent and the team are those of now: what a colleague has seen to meanwhile calls nobody.
  function reason({ kind, author, state, agent, team, changed, by, called }) {
    if (called?.includes(me)) return "named";
    const isMine = state === "person" && agent === me;
    if (isMine && kind === "message") return author === "visitor" && "wrote";
    if (isMine) return changed === "assigned_to" && by !== me && "given";
    const joins = kind === "state" || (changed === "team" && by !== me);
    return joins && state === "waiting" && serves(team) && "waits";
  }

  // As for taking the next customer: what is of no team is everybody's, and whoever is in no team takes from all.
  function serves(team) {
    return !team || !teams.length || teams.includes(team);
  }

  function show(number) {
    count = number;
    document.title = count ? `(${count}) ${title}` : title;
  }

  return { heard };
}
