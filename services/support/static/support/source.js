// Whoever follows a citation wants the passage, not the top of a long article.
const cited = document.getElementById("cited");
if (cited && !location.hash) cited.scrollIntoView({ block: "center" });
