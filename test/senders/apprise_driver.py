# In: a list of messages as JSON, each with apprise's URL and the attributes of its plugin that hold the platform's address.
# Out: for each, whether apprise knows the schema, and what it made of the answer. The plugin's own code makes and sends the
# message; only where it goes is changed, and that it waits seconds between two.
import json
import sys

import apprise


def send(message):
    first = apprise.Apprise.instantiate(message["url"])
    if first is None:
        return {"known": False, "sent": False}
    plugin = type(first)
    for name, value in message.get("addresses", {}).items():
        if not hasattr(plugin, name):
            raise SystemExit("%s has no attribute %s" % (plugin.__name__, name))
        setattr(plugin, name, value)
    plugin.request_rate_per_sec = 0
    signs = bool(getattr(first, "secret", None)) and hasattr(first, "get_signature")
    encodes_twice = signs and "%" in first.get_signature()[1]
    if message.get("signOnce") and hasattr(plugin, "get_signature"):
        sign_once(plugin)
    senders = apprise.Apprise()
    senders.add(apprise.Apprise.instantiate(message["url"]))
    body_format = message.get("format", "text")
    sent = senders.notify(body=message["body"], title=message.get("title", ""), body_format=body_format)
    return {"known": True, "sent": bool(sent), "encodesTwice": encodes_twice}


def sign_once(plugin):
    """Takes back the encoding that `requests` puts on a second time."""
    original = plugin.get_signature

    def get_signature(self):
        timestamp, sign = original(self)
        return timestamp, plugin.unquote(sign)

    plugin.get_signature = get_signature


print(json.dumps([send(message) for message in json.load(sys.stdin)]))
