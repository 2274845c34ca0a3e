using System.Collections.Frozen;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Brands;

/// <summary>Knows the ports that must not be reachable from the internet. They are opened only when their owner insists.</summary>
internal static class ExposureRules
{
    private const string Telnet = "it is a command line that worms such as Mirai try first, with the passwords that every maker uses";
    private const string Shell = "it is a command line for the whole device";
    private const string Files = "it gives files, and worms spread through it";
    private const string Desktop = "it gives the screen of a PC, and is attacked within minutes";
    private const string Frigate = "it is Frigate without any password; open 8971 instead, which asks for one";
    private const string Restream = "it gives every camera's video without a password";
    private const string Amplifier = "it answers anybody and is abused to flood others";

    private const string Insist = "with \"Force\": true (on the command line --force)";

    private static readonly FrozenDictionary<int, string> Tcp = new Dictionary<int, string>
    {
        [21] = Files,
        [22] = Shell,
        [23] = Telnet,
        [26] = Telnet,
        [135] = Files,
        [139] = Files,
        [445] = Files,
        [1984] = "it is go2rtc's control page, which runs any program on that PC, and asks for no password",
        [2323] = Telnet,
        [2375] = "it is Docker's control, which gives the whole PC without a password",
        [3389] = Desktop,
        [5555] = "it is Android's debugger, which gives the whole device without a password",
        [5900] = Desktop,
        [8730] = "it is Porthole's own dashboard, which shows this network to whoever asks; reach it over a VPN",
        [9527] = Telnet,
        [9530] = "it opens telnet on Xiongmai boards for anybody (CVE-2020-22253)",
    }.ToFrozenDictionary();

    /// <summary>UDP services that answer small questions from anybody with large answers: reflectors of other people's floods.</summary>
    private static readonly FrozenDictionary<int, string> Udp = new Dictionary<int, string>
    {
        [53] = Amplifier,
        [161] = Amplifier,
        [1900] = Amplifier,
        [3702] = Amplifier,
        [5353] = Amplifier,
        [34569] = Amplifier,
        [37020] = Amplifier,
        [37810] = Amplifier,
    }.ToFrozenDictionary();

    /// <summary>What recorder programs offer without a password, by the key of their preset.</summary>
    private static readonly FrozenDictionary<(string Brand, int Port), string> ByBrand = new Dictionary<(string, int), string>
    {
        [("frigate", 5000)] = Frigate,
        [("frigate", 8554)] = Restream,
        [("go2rtc", 8554)] = Restream,
    }.ToFrozenDictionary();

    /// <summary>
    /// Why a port must not be opened, as one sentence with what to do instead; null when it may be. The internal port decides
    /// what is behind it, the external one who comes by.
    /// </summary>
    /// <param name="brand">The value of <c>Brand</c>; null when unknown.</param>
    /// <param name="transport">TCP or UDP.</param>
    /// <param name="internalPort">The device's port.</param>
    /// <param name="externalPort">The external port asked for by number; null when Porthole chooses.</param>
    public static string? Refuse(string? brand, Transport transport, int internalPort, int? externalPort)
    {
        if (Danger(brand, transport, internalPort) is { } danger)
            return $"Port {internalPort} is not opened: {danger}. Leave it out, or insist {Insist}.";
        return transport == Transport.Tcp && externalPort is { } number && ExternalPorts.IsScanned(number)
            ? $"External port {number} is not opened: worms that take over cameras try it first. Leave External out, or choose for instance {ExternalPorts.DefaultFor(internalPort)}, or insist {Insist}."
            : null;
    }

    /// <summary>Why a port that somebody opened is dangerous, as the rest of a sentence ("it is …"); null when nothing is known against it.</summary>
    public static string? Risk(Transport transport, int internalPort, int externalPort) =>
        Danger(brand: null, transport, internalPort) ?? (internalPort == externalPort ? null : Danger(brand: null, transport, externalPort));

    private static string? Danger(string? brand, Transport transport, int port) =>
        transport == Transport.Udp ? Udp.GetValueOrDefault(port)
        : BrandPresets.Find(brand) is { } preset && ByBrand.TryGetValue((preset.Key, port), out var reason) ? reason
        : Tcp.GetValueOrDefault(port);
}
