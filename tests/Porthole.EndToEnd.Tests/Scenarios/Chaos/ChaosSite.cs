using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios.Chaos;

/// <summary>The house of a chaos run: which router, which cameras, which settings.</summary>
internal static class ChaosSite
{
    private const string Section = """ "Mapping": { "Lease": "00:01:00", "VerifyInterval": "00:00:05" } """;

    /// <summary>A router that opens what it is asked for, and grants short leases.</summary>
    public static RouterConfig Router { get; } = new() { Debug = false, MinLifetime = 5 };

    /// <summary>Settings with one camera that is always wished, reached directly and through the relay, and a second one when wished.</summary>
    public static string Settings(bool withYard = true, bool withGate = true) => Scenarios.Settings.With(
        Section,
        [
            Scenarios.Settings.Web("Front door", "192.168.1.20", 80, 8080),
            .. withYard ? [Scenarios.Settings.Web("Yard", "192.168.1.21", 80, 8081, """ "Mac": "44:19:b6:00:00:21", """)] : Array.Empty<string>(),
            .. withGate ? ["""{ "Name": "Gate", "Address": "192.168.1.20", "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": 81, "External": 8082, "Route": "relay" } ] }"""] : Array.Empty<string>(),
        ]);

    /// <summary>What the viewer must get at each forward.</summary>
    public static IReadOnlyDictionary<string, string> Devices { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["front-door/http"] = "front-door", ["yard/http"] = "yard", ["gate/http"] = "front-door" };

    /// <summary>Hangs up the cameras' doorbells.</summary>
    public static void Furnish(RouterLab lab)
    {
        lab.FrontDoor.HangDoorbell(80);
        lab.FrontDoor.HangDoorbell(81);
        lab.Yard.HangDoorbell(80);
    }

    /// <summary>Puts everything back to where it was at first.</summary>
    public static async Task CalmAsync(RouterLab lab)
    {
        await lab.Router.ChangeWanAddressAsync(RouterLab.WanAddress);
        await lab.Nvr.MoveToAsync(Nvr.LanAddress);
        await lab.Nvr.WriteSettingsAsync(Settings());
    }
}
