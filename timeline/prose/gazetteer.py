"""Names of places known without looking: countries in each language (from CLDR, through babel) and large cities."""

from __future__ import annotations

from functools import cache
from typing import Final

from babel import Locale

from timeline.prose.cues.shape import word_set

_CITIES: Final = """
Abidjan, Abu Dhabi, Abuja, Accra, Addis Ababa, Aleppo, Alexandria, Algiers, Almaty, Amman, Amsterdam, Ankara, Antwerp,
Ashgabat, Astana, Athens, Atlanta, Auckland, Baghdad, Baku, Bamako, Bangkok, Barcelona, Basel, Beijing, Beirut,
Belfast, Belgrade, Berlin, Bern, Bilbao, Birmingham, Bishkek, Bogotá, Bogota, Bordeaux, Boston, Brasília, Brasilia,
Bratislava, Brisbane, Bristol, Brussels, Bucharest, Budapest, Buenos Aires, Busan, Cairo, Calgary, Canberra, Cape Town,
Caracas, Cardiff, Casablanca, Chengdu, Chennai, Chicago, Chisinau, Chongqing, Cologne, Colombo, Copenhagen, Dakar,
Dalian, Dallas, Damascus, Dar es Salaam, Delhi, Denver, Detroit, Dhaka, Doha, Donetsk, Dresden, Dubai, Dublin,
Durban, Dushanbe, Düsseldorf, Edinburgh, Florence, Frankfurt, Fukushima, Gaza, Gdańsk, Geneva, Genoa, Glasgow,
Guangzhou, Hamburg, Hangzhou, Hanoi, Harare, Harbin, Havana, Helsinki, Hiroshima, Ho Chi Minh City, Hong Kong,
Houston, Hyderabad, Islamabad, Istanbul, Jakarta, Jeddah, Jerusalem, Johannesburg, Kabul, Kampala, Karachi, Kathmandu,
Kharkiv, Khartoum, Kigali, Kinshasa, Kraków, Kuala Lumpur, Kunming, Kyiv, Kiev, Kyoto, La Paz, Lagos, Lahore, Leipzig,
Lille, Lima, Lisbon, Liverpool, Ljubljana, London, Los Angeles, Luanda, Lusaka, Lviv, Lyon, Macao, Macau, Madrid,
Manchester, Manila, Maputo, Marrakesh, Marseille, Mecca, Melbourne, Mexico City, Miami, Milan, Minneapolis, Minsk,
Mogadishu, Monrovia, Montevideo, Montreal, Moscow, Mosul, Mumbai, Munich, Nagasaki, Nairobi, Nanjing, Naples,
New Delhi, New York, Nice, Nicosia, Odessa, Osaka, Oslo, Ottawa, Oxford, Panama City, Paris, Perth, Philadelphia,
Phnom Penh, Phoenix, Port Moresby, Porto, Prague, Pretoria, Pristina, Pyongyang, Qingdao, Quito, Rabat, Reykjavik,
Riga, Rio de Janeiro, Riyadh, Rome, Rotterdam, Saint Petersburg, St. Petersburg, San Diego, San Francisco, San José,
San Salvador, Santiago, São Paulo, Sarajevo, Seattle, Seoul, Seville, Shanghai, Shenzhen, Singapore, Skopje, Sofia,
Stockholm, Strasbourg, Stuttgart, Suzhou, Sydney, Taipei, Tallinn, Tashkent, Tbilisi, Tehran, Tel Aviv, The Hague,
Tianjin, Tirana, Tokyo, Toronto, Toulouse, Tripoli, Tunis, Turin, Ulaanbaatar, Urumqi, Utrecht, Valencia, Vancouver,
Vatican City, Venice, Vienna, Vientiane, Vilnius, Vladivostok, Warsaw, Washington, Wellington, Wuhan, Xi'an, Xi’an,
Yangon, Yerevan, Zagreb, Zaragoza, Zurich, Zürich, Peking, Wien, Genf, München, Köln, Mailand, Rom, Brüssel, Moskau,
Warschau, Prag, Pékin, Londres, Genève, Bruxelles, Moscou, Vienne, Varsovie, Ginebra, Bruselas, Moscú, Pekín, París,
北京, 上海, 广州, 深圳, 天津, 重庆, 武汉, 成都, 南京, 杭州, 西安, 香港, 澳门, 台北, 巴黎, 伦敦, 纽约, 华盛顿, 东京,
莫斯科, 柏林, 日内瓦, 布鲁塞尔, 首尔, 平壤, 阿斯塔纳, 贝尔格莱德, 布达佩斯, 罗马, 维也纳, 新德里, 河内, 曼谷
"""
_ALSO: Final = """
US, U.S., USA, UK, U.K., UAE, Britain, England, Scotland, Wales, Northern Ireland, Europe, Asia, Africa, Crimea, West
Bank, Tibet, Xinjiang, Yugoslavia, Soviet Union, Prussia, Persia, Bavaria, Siberia, California, Texas, Florida,
Guangdong, Shandong, Hunan, Guizhou, Sichuan, Yunnan, Washington D.C., Czech Republic, Burma, Turkey
"""
FEATURES: Final = word_set(
    """
    province city town village island islands river lake mountain mountains valley bay sea ocean strait peninsula
    region district county prefecture state desert canal bridge street square park palace temple cathedral church
    castle museum theatre theater opera university school hospital airport station port harbour harbor stadium arena
    hall centre center embassy headquarters base camp prison depot plant factory institute foundation garden gardens
    hotel academy
    """
)
"""Nouns that make a capitalised name the name of a place."""


@cache
def countries(language: str) -> frozenset[str]:
    """Names of countries and regions in the language, as CLDR has them."""
    names = Locale.parse(language).territories
    return frozenset(str(name) for code, name in names.items() if len(code) == 2 or code.isdigit())


@cache
def place_names(language: str) -> frozenset[str]:
    """Every name of a place that needs no other sign."""
    listed = (name.strip() for name in f"{_CITIES},{_ALSO}".split(","))
    return frozenset(listed) | countries(language)
