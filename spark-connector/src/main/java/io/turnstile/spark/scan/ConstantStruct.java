package io.turnstile.spark.scan;

import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A constant column vector of a struct type: every value is the same struct, of strings and longs. */
final class ConstantStruct extends ColumnVector {
    private final ConstantColumnVector[] fields;

    ConstantStruct(StructType type, Object[] values) {
        super(type);
        fields = new ConstantColumnVector[values.length];
        for (int i = 0; i < values.length; i++) {
            // A constant does not mind how many rows it is asked for.
            fields[i] = new ConstantColumnVector(1, type.apply(i).dataType());
            fields[i].setNotNull();
            if (values[i] instanceof UTF8String text) {
                fields[i].setUtf8String(text);
            } else {
                fields[i].setLong((Long) values[i]);
            }
        }
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        return fields[ordinal];
    }

    @Override
    public boolean hasNull() {
        return false;
    }

    @Override
    public int numNulls() {
        return 0;
    }

    @Override
    public boolean isNullAt(int row) {
        return false;
    }

    @Override
    public void close() {
        for (ConstantColumnVector field : fields) {
            field.close();
        }
    }

    private static UnsupportedOperationException noStruct() {
        return new UnsupportedOperationException("A struct is read field by field");
    }

    @Override
    public boolean getBoolean(int row) {
        throw noStruct();
    }

    @Override
    public byte getByte(int row) {
        throw noStruct();
    }

    @Override
    public short getShort(int row) {
        throw noStruct();
    }

    @Override
    public int getInt(int row) {
        throw noStruct();
    }

    @Override
    public long getLong(int row) {
        throw noStruct();
    }

    @Override
    public float getFloat(int row) {
        throw noStruct();
    }

    @Override
    public double getDouble(int row) {
        throw noStruct();
    }

    @Override
    public ColumnarArray getArray(int row) {
        throw noStruct();
    }

    @Override
    public ColumnarMap getMap(int row) {
        throw noStruct();
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        throw noStruct();
    }

    @Override
    public UTF8String getUTF8String(int row) {
        throw noStruct();
    }

    @Override
    public byte[] getBinary(int row) {
        throw noStruct();
    }
}
