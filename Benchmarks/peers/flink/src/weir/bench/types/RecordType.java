package weir.bench.types;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of records with a serializer of their own. */
public final class RecordType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1;

  private final RecordSerializer<T> serializer;

  public RecordType(RecordSerializer<T> serializer) {
    this.serializer = serializer;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<T> getTypeClass() {
    return (Class<T>) serializer.createInstance().getClass();
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public String toString() {
    return "RecordType<" + serializer.getClass().getSimpleName() + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordType<?> type && serializer.equals(type.serializer);
  }

  @Override
  public int hashCode() {
    return serializer.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RecordType;
  }
}
