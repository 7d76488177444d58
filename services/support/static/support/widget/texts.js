// What the widget says by itself. The server may replace any of these (GET /api/widget/config).

const EN = {
  open: "Open the chat",
  close: "Close the chat",
  title: "Support",
  subtitle: "Answers now, people when you want",
  log: "Conversation",
  placeholder: "Write your question…",
  send: "Send",
  person: "Talk to a person",
  you: "You",
  bot: "Assistant",
  agent: "Support",
  typing: "is writing",
  sources: "Sources",
  helpful: "This helped",
  unhelpful: "This did not help",
  thanks: "Thank you for telling us.",
  waiting: "A person will join you here. You can keep writing.",
  withPerson: "You are talking with {name}.",
  closed: "This conversation has ended. Write to reopen it.",
  again: "Start a new conversation",
  reconnecting: "Connecting again… Nothing you wrote is lost.",
  sending: "Sending…",
  unsent: "Not sent yet. We keep trying.",
  refused: "This message could not be sent.",
  tooLong: "Please shorten your message to {count} characters.",
  remove: "Remove",
  newWindow: "opens in a new tab",
  scores: ["Very poor", "Poor", "So-so", "Good", "Very good"],
  comment: "Anything that we should know? (optional)",
  sendComment: "Send",
};

const ZH = {
  open: "打开在线客服",
  close: "关闭聊天窗口",
  title: "在线客服",
  subtitle: "即时解答，随时可转人工",
  log: "对话内容",
  placeholder: "请输入您的问题……",
  send: "发送",
  person: "转人工客服",
  you: "您",
  bot: "智能助手",
  agent: "客服",
  typing: "正在输入",
  sources: "参考来源",
  helpful: "有帮助",
  unhelpful: "没有帮助",
  thanks: "感谢您的反馈。",
  waiting: "人工客服稍后会在这里与您联系，您可以继续留言。",
  withPerson: "客服 {name} 正在为您服务。",
  closed: "本次对话已结束，继续留言即可重新开启。",
  again: "开始新对话",
  reconnecting: "正在重新连接……您输入的内容不会丢失。",
  sending: "发送中……",
  unsent: "尚未发出，正在重试。",
  refused: "这条消息无法发送。",
  tooLong: "请将消息缩短到 {count} 个字符以内。",
  remove: "移除",
  newWindow: "在新标签页中打开",
  scores: ["很不满意", "不满意", "一般", "满意", "很满意"],
  comment: "还有什么想告诉我们的吗？（选填）",
  sendComment: "提交",
};

export function textsFor(language) {
  return language.toLowerCase().startsWith("zh") ? ZH : EN;
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
