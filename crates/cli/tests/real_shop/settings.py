import os
from oscar.defaults import *
BASE = os.path.dirname(os.path.abspath(__file__))
SECRET_KEY = "loopback-only"; DEBUG = False; ALLOWED_HOSTS = ["*"]; SITE_ID = 1
CSRF_TRUSTED_ORIGINS = ["http://shop.example.test:8090", "http://127.0.0.1:8090"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(BASE, "db.sqlite3"), "ATOMIC_REQUESTS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = ["django.contrib." + a for a in "admin auth contenttypes sessions messages staticfiles sites flatpages".split()] + [
    "oscar.config.Shop", "oscar.apps.analytics.apps.AnalyticsConfig", "oscar.apps.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig", "oscar.apps.shipping.apps.ShippingConfig", "oscar.apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig", "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.partner.apps.PartnerConfig", "oscar.apps.basket.apps.BasketConfig", "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig", "oscar.apps.order.apps.OrderConfig", "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig", "oscar.apps.voucher.apps.VoucherConfig", "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig"] + [
    "oscar.apps.dashboard.%s.apps.%sDashboardConfig" % (a, a.capitalize()) for a in
    "reports users orders catalogue offers partners pages ranges reviews vouchers communications shipping".split()] + [
    "widget_tweaks", "haystack", "treebeard", "sorl.thumbnail", "django_tables2"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware", "oscar.apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [os.path.join(BASE, "templates")], "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.debug", "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages",
        "django.template.context_processors.i18n", "oscar.apps.search.context_processors.search_form",
        "oscar.apps.checkout.context_processors.checkout",
        "oscar.apps.communication.notifications.context_processors.notifications", "oscar.core.context_processors.metadata"]}}]
AUTHENTICATION_BACKENDS = ("oscar.apps.customer.auth_backends.EmailBackend", "django.contrib.auth.backends.ModelBackend")
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": os.path.join(BASE, "whoosh_index")}}
ROOT_URLCONF = "urls"; USE_TZ = True; LANGUAGE_CODE = "en-gb"; TIME_ZONE = "UTC"
STATIC_URL = "/static/"; STATIC_ROOT = os.path.join(BASE, "static"); MEDIA_URL = "/media/"; MEDIA_ROOT = os.path.join(BASE, "media")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
OSCAR_SHOP_NAME = "Oscar shop"; OSCAR_ALLOW_ANON_CHECKOUT = True; OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_GOOGLE_ANALYTICS_ID = os.environ.get("GA_ID") or None
