using System.Text;

namespace Porthole.PortMapping.Tests.Upnp.Hostile;

/// <summary>Damages texts, the same way for the same seed, with a taste for what means something to their parsers.</summary>
internal sealed class TextMutator(int seed)
{
    private static readonly byte[][] Tokens = [.. new[]
    {
        "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE a [", "&", "&#x", "&#0;", "&#x10FFFF;", "&amp;amp;", "\"", "'",
        "\r\n", "\n", "\r\n\r\n", "\n\n", "\r", "\0", ":", ": ", " ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "NOTIFY * HTTP/1.1\r\n",
        "Content-Length: ", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n",
        "0\r\n\r\n", "FFFFFFFF\r\n", "7FFFFFFF;x\r\n", "1\r\na\r\n", "LOCATION: http://", "http://127.0.0.1:99999/", "http://[::1]/", "file:///etc/passwd", "//", "?", "../../",
        "BOOTID.UPNP.ORG: ", "01-NLS: ", "<service>", "</service>", "<serviceType>", "<controlURL>", "<errorCode>", "<s:Fault>", "<NewPortListing>",
        "-2147483649", "4294967296", "65536", "-1", "é", "\uFEFF", "urn:schemas-upnp-org:service:WANIPConnection:", ":::::",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly Random _random = new(seed);
    private readonly byte[] _text = new byte[1 << 20];
    private int _length;

    public Random Random => _random;

    public byte[] Damage(byte[][] samples)
    {
        _length = 0;
        Insert(0, Pick(samples));
        for (var wounds = _random.Next(1, 8); wounds > 0; wounds--)
        {
            Wound(samples);
        }

        return _text[.._length];
    }

    private void Wound(byte[][] samples)
    {
        var at = _random.Next(_length + 1);
        switch (_random.Next(9))
        {
            case 0 when at < _length:
                _text[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < _length:
                _text[at] = (byte)_random.Next(256);
                break;
            case 2 when _random.Next(4) == 0:
                _length = at;
                break;
            case 3 when at < _length:
                Remove(at, _random.Next(1, Math.Min(32, _length - at) + 1));
                break;
            case 4:
                var token = Pick(Tokens);
                for (var times = _random.Next(1, _random.Next(100) == 0 ? 500 : 4); times > 0; times--)
                {
                    Insert(at, token);
                }

                break;
            case 5 when _random.Next(8) == 0:
                Insert(at, Pick(samples));
                break;
            case 6 when _length > 0:
                var from = _random.Next(_length);
                Insert(at, _text[from..(from + _random.Next(Math.Min(64, _length - from) + 1))]);
                break;
            default:
                Insert(at, Pick(Tokens));
                break;
        }
    }

    private void Insert(int at, byte[] bytes)
    {
        _text.AsSpan(at, _length - at).CopyTo(_text.AsSpan(at + bytes.Length));
        bytes.CopyTo(_text, at);
        _length += bytes.Length;
    }

    private void Remove(int at, int count)
    {
        _text.AsSpan(at + count, _length - at - count).CopyTo(_text.AsSpan(at));
        _length -= count;
    }

    private byte[] Pick(byte[][] choices) => choices[_random.Next(choices.Length)];
}
