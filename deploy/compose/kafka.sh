#!/bin/bash
# Prepares Kafka's data folder where that was not done yet, and becomes Kafka. Only /tmp and the data
# folder can be written to.
set -eu
export LOG_DIR=/tmp/kafka
bin=/opt/kafka/bin
"$bin/kafka-storage.sh" format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$1"
exec "$bin/kafka-server-start.sh" "$1"
