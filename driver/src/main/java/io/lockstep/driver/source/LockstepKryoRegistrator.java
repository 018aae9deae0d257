package io.lockstep.driver.source;

import com.esotericsoftware.kryo.Kryo;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;

/**
 * Everything of ours that crosses Spark's shuffles, caches and results: {@code
 * spark.kryo.registrator}, for {@code spark.kryo.registrationRequired=true}. A class is added here
 * with a serializer of its own.
 */
public final class LockstepKryoRegistrator implements KryoRegistrator {
  private static final List<DataType> SIMPLE_TYPES =
      List.of(
          DataTypes.BinaryType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.CalendarIntervalType,
          DataTypes.DateType,
          DataTypes.DoubleType,
          DataTypes.FloatType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.NullType,
          DataTypes.ShortType,
          DataTypes.StringType,
          DataTypes.TimestampNTZType,
          DataTypes.TimestampType);

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(SourceRecord.class, new SourceRecord.KryoForm());
    kryo.register(PartitionSummary.class, new PartitionSummary.KryoForm());
    kryo.register(ShardedExample.class, new ShardedExample.KryoForm());
    kryo.register(ShardSummary.class, new ShardSummary.KryoForm());
    kryo.register(SourceRow.class, new SourceRow.KryoForm());
    registerColumnTypes(kryo);
  }

  /** Spark itself sends the schema of Parquet files through Kryo, and forgets some types. */
  private static void registerColumnTypes(Kryo kryo) {
    kryo.register(ArrayType.class);
    kryo.register(MapType.class);
    kryo.register(DecimalType.class);
    kryo.register(SQLDataTypes.VectorType().getClass());
    kryo.register(SQLDataTypes.MatrixType().getClass());
    for (DataType type : SIMPLE_TYPES) {
      kryo.register(type.getClass());
    }
  }
}
