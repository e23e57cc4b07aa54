"""Customers for the benchmark: names as they are spread over China, addresses, mobiles and landlines, unlike calls and
contacts. The same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from crm.customers.numbers import FIRST_NUMBER

SURNAMES = {
    "王": 72, "李": 70, "张": 68, "刘": 54, "陈": 46, "杨": 31, "黄": 22, "赵": 22, "吴": 20, "周": 20, "徐": 15,
    "孙": 15, "马": 13, "朱": 12, "胡": 12, "郭": 12, "何": 11, "高": 10, "林": 10, "罗": 9, "郑": 9, "梁": 8,
    "谢": 7, "宋": 7,
    "唐": 7, "许": 6, "韩": 6, "冯": 6, "邓": 6, "曹": 6, "彭": 5, "曾": 5, "欧阳": 1, "单": 1, "解": 1,
}  # fmt: skip
"""Surname → people of a thousand; the rest is spread over these too."""
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文晓东海子轩思雨佳怡浩宇婷雪琳慧颖倩雅琴"
    "博鹏辉欣梓涵一诺梦琪俊熙天佑春燕秋菊冬梅夏荷德福长庚永康世杰光荣瑞祥嘉宁"
)
DISTRICTS = (
    "朝阳区",
    "海淀区",
    "丰台区",
    "浦东新区",
    "徐汇区",
    "天河区",
    "福田区",
    "江宁区",
    "武侯区",
    "雁塔区",
    "洪山区",
    "历下区",
)
ESTATES = (
    "阳光花园", "翠湖苑", "金色家园", "和平里", "东方名苑", "幸福里", "紫竹园", "怡景湾", "学府佳苑", "滨河小区",
    "万科城", "碧桂园", "恒大名都", "保利香槟", "中海国际", "龙湖天街", "绿地新里", "世纪城", "望京新城", "天通苑",
)  # fmt: skip
CATEGORIES = ("regular", "regular", "regular", "member", "member", "heating", "company")
SOURCES = ("call", "website", "shop", "referral")
PREFIXES = ("138", "139", "136", "150", "158", "186", "133", "189", "177", "135", "182", "199")
TOWNS = ("10", "21", "20", "755", "25", "28", "29", "27", "531")


def people(count: int, units: tuple[str, ...], *, seed: int = 20261121, first: int = 0) -> Iterator[dict[str, Any]]:
    """Rows of customers (with `id`, `number`), each with `phones`: E.164 numbers."""
    dice = random.Random(f"{seed}:{first}")  # noqa: S311 - a sample, no secret
    surnames, weights = list(SURNAMES), list(SURNAMES.values())
    now = datetime(2026, 11, 1, tzinfo=UTC)
    for place in range(first, first + count):
        name = dice.choices(surnames, weights)[0] + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2))))
        phones = [f"+86{dice.choice(PREFIXES)}{dice.randrange(10**8):08d}"]
        if dice.random() < 0.2:
            town = dice.choice(TOWNS)
            phones.append(f"+86{town}{dice.randrange(2, 9)}{dice.randrange(10 ** (9 - len(town))):0{9 - len(town)}d}")
        contacted = now - timedelta(seconds=dice.randrange(400 * 86400)) if dice.random() < 0.6 else None
        yield {
            "id": f"01BENCH{place:019d}",
            "number": str(FIRST_NUMBER + place),
            "unit_id": dice.choice(units),
            "name": name,
            "category": dice.choice(CATEGORIES),
            "source": dice.choice(SOURCES),
            "address": f"{dice.choice(DISTRICTS)}{dice.choice(ESTATES)}{dice.randint(1, 40)}号楼"
            f"{dice.randint(1, 6)}单元{dice.randint(1, 28)}0{dice.randint(1, 4)}室",
            "last_contact_at": contacted,
            "created_at": now - timedelta(days=500) + timedelta(seconds=place),
            "updated_at": now,
            "phones": phones,
        }
