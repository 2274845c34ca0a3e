using System.Buffers.Binary;
using System.Text;

namespace Porthole.Agent.Devices.Discovery.Mdns;

/*  Header (RFC 1035, 4.1.1), all numbers big endian:
     0    ID        2    QR, opcode, flags    4    questions    6    answers    8    authorities    10    additionals
    Then names and records; a length byte with its two highest bits set begins a pointer to an earlier name (4.1.4). */

/// <summary>Reads a DNS message. Counts, lengths and pointers are only believed as far as the message goes.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    private const int HeaderSize = 12;

    /// <summary>RFC 1035, 2.3.4.</summary>
    private const int LongestName = 255;

    /// <summary>A name of 255 bytes cannot need more pointers; a chain of pointers in a circle must end.</summary>
    private const int MostPointers = 32;

    /// <summary>More than fits a datagram that makes sense.</summary>
    private const int MostRecords = 512;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>The records of a response, as far as they can be read; none for a question or for no DNS at all.</summary>
    public static List<DnsRecord> ReadResponse(ReadOnlySpan<byte> message) => new DnsReader(message).ReadAll();

    private List<DnsRecord> ReadAll()
    {
        var records = new List<DnsRecord>();
        if (_message.Length < HeaderSize || (_message[2] & 0x80) == 0) return records;
        int questions = Short(4);
        var count = Math.Min(Short(6) + Short(8) + Short(10), MostRecords);
        _at = HeaderSize;
        for (var question = 0; question < questions; question++)
        {
            if (Name() is null || !Skip(4)) return records;
        }

        while (count-- > 0 && Record() is { } record) records.Add(record);
        return records;
    }

    /* NAME, TYPE (2), CLASS (2), TTL (4), RDLENGTH (2), RDATA (RFC 1035, 4.1.3) */
    private DnsRecord? Record()
    {
        if (Name() is not { } name || _message.Length - _at < 10) return null;
        var type = (DnsType)Short(_at);
        int length = Short(_at + 8);
        _at += 10;
        if (_message.Length - _at < length) return null;
        var data = _at;
        var record = new DnsRecord(name, type, _message.Slice(data, length).ToArray()) { Target = Target(type, data, length) };
        _at = data + length;
        return record;
    }

    /// <summary>The name inside the data of a PTR (the data itself) or an SRV (behind priority, weight and port, RFC 2782).</summary>
    private string? Target(DnsType type, int data, int length)
    {
        var skip = type switch { DnsType.Ptr => 0, DnsType.Srv => 6, _ => -1 };
        if (skip < 0 || length <= skip) return null;
        _at = data + skip;
        return Name();
    }

    /// <summary>A name with its labels joined by dots, dots inside labels escaped; null when it cannot be read.</summary>
    private string? Name()
    {
        var name = new StringBuilder();
        var at = _at;
        var jumps = 0;
        while (at < _message.Length)
        {
            int length = _message[at++];
            if (length == 0)
            {
                if (jumps == 0) _at = at;
                return name.ToString();
            }

            if ((length & 0xC0) == 0xC0)
            {
                if (at >= _message.Length || jumps++ == MostPointers) return null;
                var target = ((length & 0x3F) << 8) | _message[at++];
                if (jumps == 1) _at = at;
                at = target;
                continue;
            }

            if (length > 63 || at + length > _message.Length || name.Length + length > LongestName) return null;
            if (name.Length > 0) name.Append('.');
            name.Append(Encoding.UTF8.GetString(_message.Slice(at, length)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal));
            at += length;
        }

        return null;
    }

    private bool Skip(int bytes)
    {
        if (_message.Length - _at < bytes) return false;
        _at += bytes;
        return true;
    }

    private readonly ushort Short(int at) => BinaryPrimitives.ReadUInt16BigEndian(_message[at..]);
}

/// <summary>The record types that matter here (RFC 1035, 3.2.2; RFC 2782).</summary>
internal enum DnsType : ushort
{
    Ptr = 12,
    Txt = 16,
    Srv = 33,
}

/// <summary>One record.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Type">What it tells.</param>
/// <param name="Data">The data as they stand.</param>
internal sealed record DnsRecord(string Name, DnsType Type, byte[] Data)
{
    /// <summary>The name inside the data of a PTR or SRV record; null when there is none.</summary>
    public string? Target { get; init; }

    /// <summary>Whether this is a record of that name and type; names do not tell cases apart (RFC 6762, 16).</summary>
    public bool Is(DnsType type, string name) => Type == type && Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The port of an SRV record; null for any other.</summary>
    public int? Port => Type == DnsType.Srv && Data.Length >= 6 ? BinaryPrimitives.ReadUInt16BigEndian(Data.AsSpan(4)) : null;

    /// <summary>The value of a key in a TXT record (RFC 6763, 6.4: the first one counts, keys do not tell cases apart); null when it is not there.</summary>
    public string? Text(string key)
    {
        for (var at = 0; Type == DnsType.Txt && at < Data.Length; at += Data[at] + 1)
        {
            var entry = Encoding.UTF8.GetString(Data.AsSpan(at + 1, Math.Min(Data[at], Data.Length - at - 1)));
            if (entry.Length > key.Length && entry[key.Length] == '=' && entry.StartsWith(key, StringComparison.OrdinalIgnoreCase)) return entry[(key.Length + 1)..];
        }

        return null;
    }
}
