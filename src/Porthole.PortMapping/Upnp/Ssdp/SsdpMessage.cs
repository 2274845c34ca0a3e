using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Ssdp;

/// <summary>What an SSDP packet is.</summary>
internal enum SsdpKind
{
    /// <summary>An answer to a search.</summary>
    Answer,

    /// <summary>NOTIFY ssdp:alive: a device is there.</summary>
    Alive,

    /// <summary>NOTIFY ssdp:byebye: a device goes.</summary>
    ByeBye,

    /// <summary>NOTIFY ssdp:update: a device's boot number will change without a restart.</summary>
    Update,
}

/// <summary>An SSDP packet (UPnP Device Architecture 1.1, 1.2 and 1.3), as routers really send it.</summary>
internal sealed record SsdpMessage
{
    private string _location = "";
    private string _server = "";
    private string _target = "";
    private string _usn = "";
    private string _bootId = "";
    private string _nextBootId = "";

    private SsdpMessage()
    {
    }

    public SsdpKind Kind { get; private set; }

    /// <summary>The description's URL from LOCATION, or from <c>AL</c>, which some routers send instead.</summary>
    public string Location => _location;

    /// <summary>The SERVER header; empty on some routers (Sagemcom FAST3890V3).</summary>
    public string Server => _server;

    /// <summary>What the sender says it is: ST of an answer, NT of a notification.</summary>
    public string Target => _target;

    /// <summary>The unique service name; its identifier is not always a UUID (BT HomeHub, syncthing#890).</summary>
    public string Usn => _usn;

    /// <summary>What changes with a restart: BOOTID.UPNP.ORG, or the 01-NLS of older stacks.</summary>
    public string BootId => _bootId;

    /// <summary>The boot number that an update announces.</summary>
    public string NextBootId => _nextBootId;

    /// <summary>Whether the sender claims to be an internet gateway or a part of one.</summary>
    public bool ClaimsGateway =>
        Target.Contains("InternetGatewayDevice", StringComparison.OrdinalIgnoreCase)
        || Target.Contains(":WANIPConnection", StringComparison.OrdinalIgnoreCase)
        || Target.Contains(":WANPPPConnection", StringComparison.OrdinalIgnoreCase)
        || Target.Contains(":WANDevice", StringComparison.OrdinalIgnoreCase)
        || Target.Contains(":WANConnectionDevice", StringComparison.OrdinalIgnoreCase);

    /// <summary>The device of the unique service name, without the part that names a service.</summary>
    public string Device => Usn.IndexOf("::", StringComparison.Ordinal) is >= 0 and var end ? Usn[..end] : Usn;

    /// <summary>Parses a packet; null when it is neither an answer nor a notification.</summary>
    public static SsdpMessage? Parse(ReadOnlySpan<byte> packet)
    {
        var lines = new HeaderLines(packet);
        var first = lines.ReadFirstLine();
        var isNotify = first.Length > 7 && HeaderText.Is(first[..7], "NOTIFY "u8);
        if (!isNotify && StatusLine.Parse(first) is not 200)
        {
            return null;
        }

        var message = new SsdpMessage { Kind = isNotify ? SsdpKind.Alive : SsdpKind.Answer };
        var alternative = "";
        while (lines.Read(out var name, out var value))
        {
            message.Take(name, value, isNotify, ref alternative);
        }

        if (message._location.Length == 0)
        {
            // The alternate location stands in angle brackets (HTTP Extension Framework drafts).
            message._location = alternative.Trim('<', '>', ' ');
        }

        return message;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNotify, ref string alternative)
    {
        if (HeaderText.Is(name, "LOCATION"u8))
        {
            HeaderText.DecodeFirst(value, ref _location);
        }
        else if (HeaderText.Is(name, "AL"u8))
        {
            HeaderText.DecodeFirst(value, ref alternative);
        }
        else if (HeaderText.Is(name, "SERVER"u8))
        {
            HeaderText.DecodeFirst(value, ref _server);
        }
        else if (HeaderText.Is(name, isNotify ? "NT"u8 : "ST"u8))
        {
            HeaderText.DecodeFirst(value, ref _target);
        }
        else if (HeaderText.Is(name, "USN"u8))
        {
            HeaderText.DecodeFirst(value, ref _usn);
        }
        else if (HeaderText.Is(name, "NTS"u8) && isNotify)
        {
            Kind = HeaderText.Contains(value, "byebye"u8) ? SsdpKind.ByeBye
                : HeaderText.Contains(value, "update"u8) ? SsdpKind.Update : SsdpKind.Alive;
        }
        else if (HeaderText.Is(name, "BOOTID.UPNP.ORG"u8) || IsNls(name))
        {
            HeaderText.DecodeFirst(value, ref _bootId);
        }
        else if (HeaderText.Is(name, "NEXTBOOTID.UPNP.ORG"u8))
        {
            HeaderText.DecodeFirst(value, ref _nextBootId);
        }
    }

    /// <summary>Whether the name is <c>01-NLS</c>, with whichever number its OPT header gave it.</summary>
    private static bool IsNls(ReadOnlySpan<byte> name) =>
        name.Length == 6 && char.IsAsciiDigit((char)name[0]) && char.IsAsciiDigit((char)name[1]) && HeaderText.Is(name[2..], "-NLS"u8);
}
