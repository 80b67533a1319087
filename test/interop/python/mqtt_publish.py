"""Publishes numbers with Eclipse Paho and prints, as a line of JSON each, what became of the connection and of each message.

Arguments: port, version (4: MQTT 3.1.1, 5: MQTT 5), QoS, topic, how many; then user and password, when there are any.
"""

import json
import sys
import threading

import paho.mqtt.client as mqtt

port, version, qos, topic, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
login = sys.argv[6:]


def say(**what):
    print(json.dumps(what), flush=True)


connected = threading.Event()
published = {}
done = threading.Event()


def on_connect(client, userdata, flags, reason, properties):
    say(connected=str(reason), session_present=flags.session_present)
    connected.set()


def on_publish(client, userdata, mid, reason, properties):
    published[mid] = str(reason)
    if len(published) == count:
        done.set()


client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"paho-{version}-{qos}", protocol=version, reconnect_on_failure=False)
client.on_connect = on_connect
client.on_publish = on_publish
if login:
    client.username_pw_set(*login)
client.max_inflight_messages_set(20)
client.connect("127.0.0.1", int(port), keepalive=30)
client.loop_start()
if not connected.wait(10):
    say(error="no CONNACK")
elif client.is_connected() or not login:
    properties = None
    if version == mqtt.MQTTv5:
        properties = mqtt.Properties(mqtt.PacketTypes.PUBLISH)
        properties.UserProperty = ("from", "paho")
    for number in range(count):
        client.publish(topic, str(number), qos=qos, properties=properties)
    say(all=done.wait(20), reasons=sorted(set(published.values())), published=len(published))
    client.disconnect()
client.loop_stop()
