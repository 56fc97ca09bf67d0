"""Chinese cues."""

from __future__ import annotations

from typing import Final

from timeline.prose.cues.shape import Cues, any_of, word_set

CHINESE: Final = Cues(
    code="zh",
    common=word_set("的 了 在 是 和 有 不 这 中 为"),
    connectors=frozenset(),
    expected=any_of("将 | 计划 | 预计 | 拟 | 即将 | 有望 | 准备 | 打算 | 定于", spaced=False),
    conditional=any_of("如果 | 若 | 可能 | 或将 | 据传 | 假如 | 一旦 | 也许", spaced=False),
    denied=any_of("没有 | 并未 | 未能 | 否认 | 从未 | 不会 | 拒绝", spaced=False),
    reporting=any_of("报道 | 表示 | 记者 | 告诉 | 指出 | 透露", r"\A\W*据", r"称\W*\Z", spaced=False),
    figures=any_of(
        """
        同比 | 环比 | 百分之 | 亿元 | 万元 | 增长 | 下降 | 平均 | 总额 | 数据 | 统计 | 达到 | 人口
        """,
        r"\d[%％]",
        spaced=False,
    ),
    comparison=any_of("相比 | 比去年 | 较 | 同期 | 上年", spaced=False),
    habit=any_of("每年 | 通常 | 历来 | 往往 | 一般", spaced=False),
    happening=any_of(
        "会议 | 峰会 | 访问 | 选举 | 战争 | 袭击 | 协议 | 条约 | 开幕 | 地震 | 事故 | 会谈 | 成立 | 举行", spaced=False
    ),
    past=any_of("了 | 曾 | 已经 | 已于 | 爆发 | 去世 | 逝世 | 成立于 | 上周 | 昨", spaced=False),
    announced=any_of("开幕 | 举行 | 开始 | 开通 | 开业 | 启动 | 上映 | 举办 | 召开 | 出发 | 访问", spaced=False),
    put_off=any_of("推迟 | 延期 | 取消 | 改期 | 延至 | 改到 | 提前到", spaced=False),
    put_off_to=any_of("推迟到 | 推迟至 | 延期至 | 延期到 | 延至 | 改到 | 改至 | 提前到", spaced=False),
    trailing=frozenset(),
    pointing=frozenset(),
    spaced=False,
)
