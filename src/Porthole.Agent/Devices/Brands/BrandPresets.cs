using System.Collections.Frozen;
using System.Collections.Immutable;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Brands;

/// <summary>
/// The one table of brands. Ports and paths come from the makers' manuals and from the tables of Frigate
/// (camera_specific.md, cameraWizard.ts), Home Assistant and go2rtc, which users correct.
/// </summary>
internal static class BrandPresets
{
    private static readonly PresetPort Rtsp = Port("rtsp", 554, "live video for players and recorders", isProposed: true);
    private static readonly PresetPort Http = Port("http", 80, "the web page", isProposed: false);
    private static readonly PresetPort Https = Port("https", 443, "the web page, encrypted", isProposed: false);

    /// <summary>All of them, in alphabetical order of their keys.</summary>
    public static ImmutableArray<BrandPreset> All { get; } =
    [
        new() { Key = "amlink", Name = "Amlink", Ports = [Rtsp, Http], MainStream = "/video/livemedia?Ch=1&Streamtype=0", SubStream = "/video/livemedia?Ch=1&Streamtype=1" },
        new() { Key = "arlo", Name = "Arlo", Note = "Arlo's cameras are reached through the maker's cloud alone; there is no port to open." },
        new() { Key = "avigilon", Name = "Avigilon", Ports = [Rtsp, Http, Https] },
        new() { Key = "avycon", Name = "Avycon", Ports = [Rtsp, Http], MainStream = "/chID=1&streamType=main", SubStream = "/chID=1&streamType=sub" },
        new() { Key = "axis", Name = "Axis", Ports = [Rtsp, Http, Https], MainStream = "/axis-media/media.amp?videocodec=h264", SubStream = "/axis-media/media.amp?videocodec=h264&resolution=640x360" },
        new() { Key = "blue-iris", Name = "Blue Iris", Aliases = ["BlueIris"], Ports = [Port("http", 81, "the web server and the phone app", isProposed: true)], AppFields = "WAN address, port, user, password" },
        new() { Key = "bosch", Name = "Bosch", Ports = [Rtsp, Http, Https], MainStream = "/rtsp_tunnel?h26x=4&line=1&inst=1", SubStream = "/rtsp_tunnel?h26x=4&line=1&inst=2" },
        new()
        {
            Key = "dahua",
            Name = "Dahua",
            Aliases = ["Amcrest", "EmpireTech", "Imou", "Intelbras", "IC Realtime", "Lorex"],
            Ports =
            [
                Port("server", 37777, "the phone app and SmartPSS", isProposed: true),
                Rtsp, Http, Https,
                new PresetPort("media", Transport.Udp, 37778, "the phone app's video over UDP", IsProposed: false),
            ],
            MainStream = "/cam/realmonitor?channel=1&subtype=0",
            SubStream = "/cam/realmonitor?channel=1&subtype=1",
            NeedsSamePorts = true,
            AppFields = "IP/Domain, port (the server port), user, password",
            Note = "Dahua's app wants the same number inside and outside for the server port. Two devices therefore need different server ports, set on the devices themselves.",
        },
        new() { Key = "ezviz", Name = "EZVIZ", Ports = [Rtsp, Port("server", 8000, "the maker's tools", isProposed: false)], MainStream = "/Streaming/Channels/101", SubStream = "/Streaming/Channels/102" },
        new()
        {
            Key = "foscam",
            Name = "Foscam",
            Ports = [Port("rtsp", 88, "live video and the web page on one port", isProposed: true)],
            MainStream = "/videoMain",
            SubStream = "/videoSub",
            AppFields = "IP/DDNS, HTTP port, user, password",
        },
        new()
        {
            Key = "frigate",
            Name = "Frigate",
            Ports = [Port("https", 8971, "the web page with sign-in", isProposed: true), Port("webrtc", 8555, "low-delay video", isProposed: false)],
            Note = "Open 8971, which asks for a user and a password. Ports 5000, 1984 and 8554 ask for none.",
        },
        new() { Key = "go2rtc", Name = "go2rtc", Ports = [Port("webrtc", 8555, "low-delay video", isProposed: false)], Note = "Ports 1984 and 8554 ask for no password unless one is set." },
        new() { Key = "hanwha", Name = "Hanwha", Aliases = ["Samsung", "Wisenet"], Ports = [Rtsp, Http, Https] },
        new()
        {
            Key = "hikvision",
            Name = "Hikvision",
            Aliases = ["Annke", "HiLook", "HiWatch"],
            Ports = [Port("server", 8000, "iVMS-4500, iVMS-4200 and Hik-Connect", isProposed: true), Rtsp, Http, Https],
            MainStream = "/Streaming/Channels/101",
            SubStream = "/Streaming/Channels/102",
            AppFields = "Alias, Register Mode (IP/Domain), Address, Port (the server port), User Name, Password, Camera No.",
            Note = "The web page of firmware from before September 2021 can be taken over without a password (CVE-2021-36260). Update it, and leave the web page closed.",
        },
        new() { Key = "mobotix", Name = "Mobotix", Ports = [Rtsp, Http, Https] },
        new() { Key = "pelco", Name = "Pelco", Ports = [Rtsp, Http, Https], MainStream = "/stream1", SubStream = "/stream2" },
        new()
        {
            Key = "reolink",
            Name = "Reolink",
            Ports = [Port("server", 9000, "the Reolink app", isProposed: true), Rtsp, Http, Https, Port("rtmp", 1935, "video over RTMP", isProposed: false), Port("onvif", 8000, "ONVIF", isProposed: false)],
            MainStream = "/Preview_01_main",
            SubStream = "/Preview_01_sub",
            AppFields = "IP/Domain, media port (the server port), user, password",
            Note = "Reolink switches RTSP off ex works: Settings > Network > Advanced > Port Settings.",
        },
        new() { Key = "swann", Name = "Swann", Ports = [Port("server", 9000, "SwannView and the phone app", isProposed: true), Http], AppFields = "IP/Domain, port (the server port), user, password" },
        new() { Key = "tp-link", Name = "TP-Link", Aliases = ["Tapo", "VIGI"], Ports = [Rtsp, Port("onvif", 2020, "ONVIF", isProposed: false)], MainStream = "/stream1", SubStream = "/stream2" },
        new() { Key = "ubiquiti", Name = "Ubiquiti", Aliases = ["UniFi"], Ports = [Rtsp, Port("rtsps", 7441, "live video, encrypted, from UniFi Protect", isProposed: false)], MainStream = "/live/ch0" },
        new() { Key = "uniview", Name = "Uniview", Ports = [Rtsp, Http, Https], MainStream = "/video1", SubStream = "/video2" },
        new() { Key = "vivotek", Name = "Vivotek", Ports = [Rtsp, Http, Https] },
        new()
        {
            Key = "xmeye",
            Name = "XMeye",
            Aliases = ["Xiongmai", "NetSurveillance", "Sofia"],
            Ports = [Port("server", 34567, "XMeye and the CMS program", isProposed: true), Rtsp, Http, Port("onvif", 8899, "ONVIF", isProposed: false)],
            AppFields = "IP/Domain, TCP port (the server port), user, password",
            Note = "These boards have been taken over by worms more often than any other (Mirai, TCP 9530). Name in AllowFrom who may connect.",
        },
    ];

    private static readonly FrozenDictionary<string, BrandPreset> ByName = All
        .SelectMany(preset => preset.Aliases.Append(preset.Key).Select(name => (Name: ForwardId.Slug(name), preset)))
        .ToFrozenDictionary(entry => entry.Name, entry => entry.preset, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> OthersToo =
        new[] { "bosch", "flir", "grandstream", "milesight", "samsung", "tapo", "tp-link", "ubiquiti", "unifi", "wyze" }.ToFrozenSet();

    // The longest first, so that "ic-realtime" is not taken for a shorter name inside it. Recorder programs do not name themselves on the network.
    private static readonly ImmutableArray<string> NamesOnTheNetwork =
        [.. ByName.Where(entry => entry.Value.Key is not ("blue-iris" or "frigate" or "go2rtc")).Select(entry => entry.Key).OrderByDescending(name => name.Length).ThenBy(name => name)];

    /// <summary>Brands without a preset, and brands nobody knows: what nearly every camera has.</summary>
    public static BrandPreset Generic { get; } = new() { Key = "", Name = "Camera", Ports = [Rtsp, Http, Https] };

    /// <summary>Every word that <see cref="Find"/> knows, in no order.</summary>
    public static ImmutableArray<string> Names => ByName.Keys;

    /// <summary>The preset for a value of <c>Brand</c>, in any spelling; null for a brand without one.</summary>
    public static BrandPreset? Find(string? brand) => brand is not null && ByName.TryGetValue(ForwardId.Slug(brand), out var preset) ? preset : null;

    /// <summary>
    /// The brand in a maker's own words: "HIKVISION", "Zhejiang Dahua Technology", "AXIS P3245-LV". Null when none of ours stands there.
    /// </summary>
    public static string? Recognise(string? words)
    {
        if (string.IsNullOrWhiteSpace(words)) return null;
        var text = $"-{ForwardId.Slug(words)}-";
        foreach (var name in NamesOnTheNetwork)
        {
            if (text.Contains($"-{name}-", StringComparison.Ordinal)) return name;
        }

        return null;
    }

    /// <summary>Whether everything of the brand is a camera or a recorder; others make routers, telephones and televisions too.</summary>
    public static bool MakesCamerasOnly(string brand) => !OthersToo.Contains(brand);

    /// <summary>A brand's name for people: "Amcrest", "TP-Link".</summary>
    public static string NameOf(string brand)
    {
        if (Find(brand) is not { } preset) return brand.Length == 0 ? brand : char.ToUpperInvariant(brand[0]) + brand[1..];
        return preset.Aliases.FirstOrDefault(alias => ForwardId.Slug(alias) == ForwardId.Slug(brand)) ?? preset.Name;
    }

    private static PresetPort Port(string name, int number, string purpose, bool isProposed) => new(name, Transport.Tcp, number, purpose, isProposed);
}
