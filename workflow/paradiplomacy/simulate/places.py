"""Real places outside the union with which invented cities and regions are tied: China, the US, Japan and others."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A partner place: its name, the province or state that holds it, and a relative weight as a partner."""

    name: str
    parent: str
    weight: float


# province: cities, in falling order of weight as a partner
CHINESE_CITIES = {
    "Beijing": "Beijing",
    "Shanghai": "Shanghai",
    "Tianjin": "Tianjin",
    "Chongqing": "Chongqing",
    "Jiangsu": "Nanjing|Suzhou|Wuxi|Yangzhou|Changzhou|Nantong|Xuzhou|Lianyungang|Zhenjiang|Yancheng|Huai'an|Kunshan|"
    "Changshu|Zhangjiagang|Jiangyin|Yixing|Taicang|Suqian",
    "Zhejiang": "Hangzhou|Ningbo|Wenzhou|Shaoxing|Jinhua|Jiaxing|Huzhou|Yiwu|Lishui|Quzhou|Zhoushan|Cixi|Haining",
    "Guangdong": "Guangzhou|Shenzhen|Zhuhai|Foshan|Dongguan|Zhongshan|Shantou|Huizhou|Jiangmen|"
    "Zhanjiang|Zhaoqing|Meizhou",
    "Shandong": "Qingdao|Jinan|Yantai|Weihai|Weifang|Zibo|Tai'an|Jining|Linyi|Dongying|Rizhao|"
    "Dezhou|Zaozhuang|Liaocheng",
    "Sichuan": "Chengdu|Mianyang|Deyang|Leshan|Nanchong|Zigong|Yibin|Luzhou|Guangyuan|Suining",
    "Hubei": "Wuhan|Yichang|Xiangyang|Shiyan|Jingzhou|Huangshi|Xiaogan|Enshi",
    "Hunan": "Changsha|Zhuzhou|Xiangtan|Yueyang|Changde|Zhangjiajie|Hengyang",
    "Shaanxi": "Xi'an|Xianyang|Baoji|Yan'an|Weinan|Hanzhong",
    "Liaoning": "Shenyang|Dalian|Anshan|Fushun|Dandong|Jinzhou|Yingkou|Panjin",
    "Heilongjiang": "Harbin|Qiqihar|Daqing|Mudanjiang|Jiamusi|Heihe",
    "Jilin": "Changchun|Siping|Yanji|Tonghua",
    "Fujian": "Xiamen|Fuzhou|Quanzhou|Zhangzhou|Sanming|Putian|Longyan",
    "Anhui": "Hefei|Wuhu|Ma'anshan|Bengbu|Huangshan|Anqing|Tongling|Huainan",
    "Henan": "Zhengzhou|Luoyang|Kaifeng|Xinxiang|Nanyang|Anyang|Pingdingshan|Jiaozuo",
    "Hebei": "Shijiazhuang|Tangshan|Qinhuangdao|Handan|Baoding|Langfang|Cangzhou|Zhangjiakou|Chengde",
    "Shanxi": "Taiyuan|Datong|Jinzhong|Changzhi",
    "Jiangxi": "Nanchang|Jingdezhen|Jiujiang|Ganzhou|Shangrao|Xinyu",
    "Guangxi": "Nanning|Guilin|Liuzhou|Beihai|Wuzhou",
    "Yunnan": "Kunming|Dali|Lijiang|Qujing",
    "Guizhou": "Guiyang|Zunyi|Anshun",
    "Hainan": "Haikou|Sanya",
    "Gansu": "Lanzhou|Tianshui|Dunhuang|Jiayuguan",
    "Ningxia": "Yinchuan",
    "Qinghai": "Xining",
    "Inner Mongolia": "Hohhot|Baotou|Ordos|Hulunbuir",
    "Xinjiang": "Ürümqi|Karamay",
    "Tibet": "Lhasa",
}
MUNICIPALITIES = ("Beijing", "Shanghai", "Tianjin", "Chongqing")  # city and province at once
CHINESE_PROVINCES = tuple(province for province in CHINESE_CITIES if province not in MUNICIPALITIES)
PROVINCE_WEIGHTS = {"Jiangsu": 4.0, "Guangdong": 4.0, "Shandong": 3.5, "Zhejiang": 3.0, "Sichuan": 3.0, "Hubei": 2.0}

# state: cities, in falling order of weight as a partner; a name that several states share stands once
AMERICAN_CITIES = {
    "Alabama": "Birmingham|Huntsville|Montgomery",
    "Alaska": "Anchorage|Fairbanks",
    "Arizona": "Phoenix|Tucson|Tempe|Scottsdale",
    "Arkansas": "Little Rock|Hot Springs",
    "California": "Los Angeles|San Francisco|San Diego|San Jose|Sacramento|Oakland|Long Beach|Fresno|Stockton|"
    "Santa Monica|Santa Barbara|Berkeley|Santa Cruz|Modesto|Napa|Sonoma",
    "Colorado": "Denver|Boulder|Colorado Springs|Fort Collins|Aspen|Longmont",
    "Connecticut": "Hartford|New Haven|New Britain|Stamford|Bridgeport",
    "Delaware": "Wilmington",
    "Florida": "Miami|Orlando|Tampa|Jacksonville|Fort Lauderdale|Sarasota|Coral Gables|West Palm Beach|St. Augustine",
    "Georgia": "Atlanta|Savannah|Augusta|Macon|Athens",
    "Hawaii": "Honolulu|Hilo",
    "Idaho": "Boise|Coeur d'Alene",
    "Illinois": "Chicago|Springfield|Peoria|Rockford|Naperville|Evanston|Belleville",
    "Indiana": "Indianapolis|Fort Wayne|South Bend|Evansville|Terre Haute",
    "Iowa": "Des Moines|Cedar Rapids|Davenport|Dubuque",
    "Kansas": "Wichita|Topeka|Lawrence|Overland Park",
    "Kentucky": "Louisville|Lexington|Bowling Green|Owensboro",
    "Louisiana": "New Orleans|Baton Rouge|Lafayette|Shreveport",
    "Maine": "Bangor|Bar Harbor",
    "Maryland": "Baltimore|Annapolis|Frederick|Rockville",
    "Massachusetts": "Boston|Cambridge|Worcester|Plymouth|Lowell|Gloucester|New Bedford",
    "Michigan": "Detroit|Grand Rapids|Ann Arbor|Kalamazoo|Lansing|Battle Creek|Saginaw",
    "Minnesota": "Minneapolis|Saint Paul|Duluth|Rochester|New Ulm|Mankato",
    "Mississippi": "Jackson|Biloxi",
    "Missouri": "St. Louis|Kansas City|Columbia|Hermann",
    "Montana": "Billings|Missoula|Great Falls|Butte",
    "Nebraska": "Omaha|Lincoln",
    "Nevada": "Las Vegas|Reno",
    "New Hampshire": "Manchester|Concord|Portsmouth",
    "New Jersey": "Newark|Jersey City|Trenton|Princeton|Paterson|Hoboken",
    "New Mexico": "Albuquerque|Santa Fe|Las Cruces",
    "New York": "New York City|Buffalo|Syracuse|Albany|Schenectady|Yonkers|New Rochelle|Utica|Saratoga Springs",
    "North Carolina": "Charlotte|Raleigh|Durham|Greensboro|Asheville|Winston-Salem",
    "North Dakota": "Fargo|Bismarck",
    "Ohio": "Columbus|Cleveland|Cincinnati|Toledo|Akron|Dayton|Youngstown|Canton|Mansfield",
    "Oklahoma": "Oklahoma City|Tulsa|Norman",
    "Oregon": "Portland|Eugene|Corvallis|Salem|Bend",
    "Pennsylvania": "Philadelphia|Pittsburgh|Erie|Allentown|Bethlehem|Harrisburg|Lancaster|Scranton|Reading",
    "Rhode Island": "Providence|Newport|Pawtucket",
    "South Carolina": "Charleston|Greenville|Spartanburg|Myrtle Beach",
    "South Dakota": "Sioux Falls|Rapid City",
    "Tennessee": "Nashville|Memphis|Chattanooga|Knoxville|Oak Ridge",
    "Texas": "Houston|Dallas|San Antonio|Austin|Fort Worth|El Paso|Galveston|Corpus Christi|New Braunfels|"
    "Lubbock|Tyler",
    "Utah": "Salt Lake City|Provo|Park City",
    "Vermont": "Burlington|Montpelier",
    "Virginia": "Richmond|Norfolk|Virginia Beach|Alexandria|Charlottesville|Roanoke|Williamsburg",
    "Washington": "Seattle|Tacoma|Spokane|Everett|Bellingham|Olympia",
    "West Virginia": "Wheeling|Huntington|Morgantown",
    "Wisconsin": "Milwaukee|Madison|Green Bay|Racine|Eau Claire|Oshkosh|Sheboygan",
    "Wyoming": "Cheyenne|Laramie|Jackson Hole",
}
AMERICAN_STATES = tuple(AMERICAN_CITIES)
STATE_WEIGHTS = {"California": 5.0, "Texas": 3.0, "New York": 3.0, "Illinois": 2.5, "Massachusetts": 2.5, "Ohio": 2.0}

JAPANESE_CITIES = (
    "Tokyo|Osaka|Yokohama|Nagoya|Kyoto|Kobe|Hiroshima|Sapporo|Fukuoka|Sendai|Nagasaki|Nara|Kanazawa|Hamamatsu|Okayama|"
    "Kumamoto|Kagoshima|Himeji|Matsuyama|Takamatsu|Shizuoka|Niigata|Gifu|Toyota|Nagano|Matsumoto|Toyama|Mito|Chiba|"
    "Kawasaki|Saitama|Kitakyushu|Sakai|Otsu|Wakayama|Tokushima|Kōchi|Ōita|Miyazaki|Naha|Akita|Aomori|Morioka|Yamagata|"
    "Fukushima|Iwaki|Utsunomiya|Maebashi|Takasaki|Kamakura|Odawara|Hakone|Kōfu|Iida|Ueda|Takayama|Tajimi|Seto|Okazaki|"
    "Toyohashi|Tsu|Yokkaichi|Ise|Hikone|Uji|Nishinomiya|Kurashiki|Fukuyama|Onomichi|Kure|Tottori|Matsue|Shimonoseki|"
    "Saga|Sasebo|Beppu|Hakodate|Otaru|Asahikawa|Obihiro"
)
# partner label of the register: cities
OTHER_CITIES = {
    "Ukraine": "Lviv|Kyiv|Odesa|Kharkiv|Ivano-Frankivsk|Lutsk|Ternopil|Chernivtsi|Uzhhorod|Vinnytsia|"
    "Zaporizhzhia|Dnipro",
    "Turkey": "İzmir|Bursa|Ankara|Antalya|Eskişehir|Edirne|Çanakkale|Trabzon|Konya|Kayseri",
    "Russia": "Saint Petersburg|Kaliningrad|Novgorod|Pskov|Smolensk|Kazan|Nizhny Novgorod|Volgograd|Murmansk",
    "Israel": "Haifa|Tel Aviv|Jerusalem|Ashkelon|Netanya|Rishon LeZion|Ashdod",
    "Serbia": "Novi Sad|Belgrade|Niš|Kragujevac|Subotica|Čačak",
    "South Korea": "Busan|Daegu|Suwon|Gwangju|Daejeon|Gumi|Jeonju",
    "England, United Kingdom": "Coventry|Leeds|Bristol|Sheffield|Derby|Oxford|Norwich|Leicester|Portsmouth|Exeter",
    "Scotland, United Kingdom": "Edinburgh|Glasgow|Dundee|Aberdeen",
    "Wales, United Kingdom": "Cardiff|Swansea|Newport",
    "Norway": "Bergen|Trondheim|Stavanger|Tromsø|Drammen|Kristiansand",
    "Switzerland": "Geneva|Basel|Winterthur|Lugano|Bellinzona",
    "Bosnia and Herzegovina": "Sarajevo|Tuzla|Mostar|Banja Luka|Zenica",
    "North Macedonia": "Skopje|Bitola|Ohrid|Kumanovo",
    "Moldova": "Chișinău|Bălți|Cahul",
    "Georgia": "Tbilisi|Batumi|Kutaisi",
    "Belarus": "Minsk|Brest|Grodno|Vitebsk",
    "Brazil": "Rio de Janeiro|Curitiba|Porto Alegre|Blumenau",
    "Mexico": "Guadalajara|Puebla|Querétaro|Mérida",
    "Morocco": "Fez|Agadir|Tangier|Chefchaouen",
    "Tunisia": "Tunis|Sfax|Sousse",
    "Senegal": "Saint-Louis|Dakar|Thiès",
    "Taiwan": "Taipei|Kaohsiung|Tainan",
}


def _places(cities: dict[str, str], weights: dict[str, float]) -> tuple[Place, ...]:
    """Weights fall within a province or state: its first city is the most wanted."""
    return tuple(
        Place(name, parent, weights.get(parent, 1.0) / (1 + rank) ** 0.7)
        for parent, names in cities.items()
        for rank, name in enumerate(names.split("|"))
    )


CITIES = {
    "CN": _places(CHINESE_CITIES, {**PROVINCE_WEIGHTS, **dict.fromkeys(MUNICIPALITIES, 3.0)}),
    "US": _places(AMERICAN_CITIES, STATE_WEIGHTS),
    "JP": tuple(Place(name, "", 1 / (1 + rank) ** 0.5) for rank, name in enumerate(JAPANESE_CITIES.split("|"))),
}
PROVINCES = {
    "CN": tuple(Place(name, name, PROVINCE_WEIGHTS.get(name, 1.0)) for name in CHINESE_PROVINCES),
    "US": tuple(
        Place(name, name, STATE_WEIGHTS.get(name, 1.0)) for name in AMERICAN_STATES if name not in ("Washington",)
    ),
}
