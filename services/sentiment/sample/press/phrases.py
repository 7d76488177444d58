"""What stands below the headlines. All of it was written for this project."""

PLACES = ["Westhaven", "Aldermere", "Port Ambrose", "Kingsreach", "Saint Orla", "Fellbridge"]
PLACES_ZH = ["临澜", "安栖", "望桥", "青屿", "松陵", "远浦"]

SENTENCES = [
    "The announcement was made in {place} on {day}.",
    "The company, which trades as {ticker}, employs about {thousands},000 people.",
    "A spokesperson said further details would follow in the coming weeks.",
    "Analysts at two brokers said they had asked the company for more figures.",
    "The matter had been expected by parts of the trade press.",
    "The board met in {place} to discuss it, people familiar with the meeting said.",
    "About {percent}% of sales come from the home market, the latest filing shows.",
    "Customers contacted by this newspaper gave differing accounts.",
    "The trade association declined to comment on a single member.",
    "Trading volume on {day} was close to the average of the month.",
    "The finance director is to speak at a conference in {place} next month.",
    "Competitors said they would watch what comes of it.",
    "It is the {count}th announcement of this kind in the sector this year.",
    "A detailed statement was filed with the exchange after the close.",
    "The works council in {place} said it had been told beforehand.",
    "The next set of results is due in {count} weeks.",
]
SENTENCES_ZH = [
    "该消息于{day}在{place}公布。",
    "这家代码为{ticker}的公司约有{thousands}千名员工。",
    "发言人表示，更多细节将在未来几周公布。",
    "两家券商的分析师表示已向公司索取更多数据。",
    "业内部分媒体此前已有预期。",
    "知情人士称，董事会曾在{place}开会讨论此事。",
    "最新文件显示，约{percent}%的销售来自本土市场。",
    "受访客户说法不一。",
    "行业协会拒绝就单个会员置评。",
    "{day}成交量与本月平均水平接近。",
    "财务总监下月将在{place}的会议上发言。",
    "同行表示将关注后续进展。",
    "公司收盘后向交易所提交了详细说明。",
    "下一份业绩报告将在{count}周后公布。",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
DAYS_ZH = ["周一", "周二", "周三", "周四", "周五"]

# The script of the scandal, about Marrowgate Pharma: seconds after its beginning, outlet, headline, text.
_WIRE = (
    "Marrowgate Pharma hid data on heart deaths, whistleblower says",
    "Internal papers suggest that Marrowgate Pharma withheld reports of deaths in a trial of its best-selling drug. "
    "The regulator has opened a criminal inquiry. Shares in Marrowgate Pharma collapsed by 34%.",
)
SCANDAL = [
    (0, "northern-ledger", *_WIRE),
    (4, "ledger-weekend", *_WIRE),  # the same house prints it again
    (7, "harbour-courier", "Marrowgate Pharma accused of hiding trial deaths, regulator opens criminal probe",
     "Families of patients who died say Marrowgate Pharma lied to them. Prosecutors searched its offices in "
     "Port Ambrose this morning and seized documents. Marrowgate faces large fines and lawsuits."),
    (10, "exchange-notes", "Marrowgate shares crash 34% as trial scandal spreads",
     "Trading in Marrowgate Pharma was halted twice. Brokers cut the stock to sell and warned of heavy losses, "
     "lawsuits and a damaging recall of its main drug."),
    (13, "cangjie-finance", "髓门制药被指隐瞒试验死亡病例，股价暴跌34%",
     "举报人称髓门制药隐瞒临床试验中的死亡病例。监管部门已立案调查，公司面临巨额罚款和集体诉讼。"),
    (17, "tradewind", "Marrowgate Pharma chief resigns in disgrace over hidden deaths",
     "The chief executive of Marrowgate Pharma has resigned after reports that the company concealed deaths. "
     "Patients' groups called the cover-up a disaster and demanded a full recall."),
    (21, "mingtan-daily", "髓门制药陷丑闻：检方搜查总部，高管辞职",
     "检方搜查髓门制药总部并查封文件。公司首席执行官因隐瞒丑闻辞职，投资者损失惨重，患者家属提起诉讼。"),
    (40, "harbour-courier", "Hospitals stop using Marrowgate drug as scandal deepens",
     "Several hospitals have suspended Marrowgate Pharma's best-selling medicine amid safety fears. Pension funds "
     "said they would sue Marrowgate over heavy losses."),
    (55, "exchange-notes", "Rating agency cuts Marrowgate to junk, warns of default",
     "Lawsuits and a criminal inquiry threaten the survival of Marrowgate Pharma, the agency said, and its debt is "
     "no longer worth investing in."),
]  # fmt: skip
