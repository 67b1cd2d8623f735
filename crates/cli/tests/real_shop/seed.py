import decimal, django; django.setup()
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model
from oscar.test import factories as f
for c, n in (("DE", "Germany"), ("US", "United States"), ("GB", "United Kingdom")):
    get_model("address", "Country").objects.get_or_create(iso_3166_1_a2=c, defaults=dict(printable_name=n, name=n, is_shipping_country=True))
for i, (t, p, c) in enumerate((("Mug", "9.90", "Home"), ("T-shirt", "19.00", "Home"), ("Toy train (age 3+)", "24.50", "Kids"), ("Notebook", "4.20", "Home"))):
    pr = f.create_product(upc="u%d" % i, title=t, price=decimal.Decimal(p), num_in_stock=20)
    get_model("catalogue", "ProductCategory").objects.create(product=pr, category=create_from_breadcrumbs("Gifts > " + c))
s = Site.objects.get(pk=1); s.domain = "shop.example.test:8090"; s.save()
import os  # optional privacy policy page: any real policy text, as HTML, in $POLICY_HTML
if os.environ.get("POLICY_HTML"):
    p = FlatPage.objects.create(url="/privacy/", title="Privacy policy", content=open(os.environ["POLICY_HTML"]).read()); p.sites.add(s)
