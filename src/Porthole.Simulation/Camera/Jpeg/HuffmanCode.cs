namespace Porthole.Simulation.Camera.Jpeg;

/// <summary>The codes that a Huffman table of ISO/IEC 10918-1 describes (annex C).</summary>
internal sealed class HuffmanCode
{
    private const int Lengths = 16;

    private readonly (ushort Code, byte Length)[] _codes = new (ushort, byte)[256];

    /// <summary>Reads a table: sixteen counts of codes by length, then the values.</summary>
    public HuffmanCode(ReadOnlySpan<byte> table)
    {
        var code = 0;
        var value = Lengths;
        for (byte length = 1; length <= Lengths; length++)
        {
            for (var i = 0; i < table[length - 1]; i++)
                _codes[table[value++]] = ((ushort)code++, length);
            code <<= 1;
        }
    }

    public (ushort Code, byte Length) this[int value] => _codes[value];
}
