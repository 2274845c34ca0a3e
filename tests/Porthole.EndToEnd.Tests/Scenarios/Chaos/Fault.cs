using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios.Chaos;

/// <summary>Something that goes wrong in a house, or is changed by its owner; when it returns, only the agent has yet to recover.</summary>
/// <param name="Name">Its name in the script of a run.</param>
/// <param name="StrikeAsync">Makes it happen; everything random in it comes from the given source.</param>
internal sealed record Fault(string Name, Func<RouterLab, Random, Task> StrikeAsync)
{
    private static readonly int[] Ports = [8080, 8081, 8082];

    /// <summary>Every kind of fault.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("power cut", async (lab, random) =>
        {
            await lab.Router.SwitchOffAsync();
            await PauseAsync(random, 6);
            await lab.Router.SwitchOnAsync(5555 + random.Next(20));
        }),
        new("router replaced", (lab, random) => lab.Router.ReplaceAsync(
            ChaosSite.Router with { IgdV1 = random.Next(2) == 0, HttpPort = 5555 + random.Next(20) }, $"02:00:00:00:01:{random.Next(256):x2}")),
        new("silent drop", async (lab, random) => await lab.Router.TryForgetAsync("tcp", Ports[random.Next(Ports.Length)])),
        new("WAN address", (lab, random) => lab.Router.ChangeWanAddressAsync(random.Next(2) == 0 ? RouterLab.WanAddress : "11.0.0.9")),
        new("cable", async (lab, random) =>
        {
            await lab.PullCableAsync(lab.Nvr);
            await PauseAsync(random, 4);
            await lab.PlugCableAsync(lab.Nvr);
        }),
        new("PC address", (lab, random) => lab.Nvr.MoveToAsync(random.Next(2) == 0 ? Nvr.LanAddress : "192.168.1.33")),
        new("camera address", (lab, random) => lab.Yard.MoveToAsync(random.Next(2) == 0 ? lab.Yard.Address : "192.168.1.78")),
        new("VPN", async (lab, random) =>
        {
            await lab.Nvr.StartVpnAsync();
            await PauseAsync(random, 4);
            await lab.Nvr.StopVpnAsync();
        }),
        new("default route", async (lab, random) =>
        {
            await lab.Nvr.RemoveDefaultRouteAsync();
            await PauseAsync(random, 4);
            await lab.Nvr.SetDefaultRouteAsync(Router.LanAddress);
        }),
        new("settings", (lab, random) => lab.Nvr.WriteSettingsAsync(ChaosSite.Settings(random.Next(2) == 0, random.Next(2) == 0))),
        new("announcements lost for a while", async (lab, random) =>
        {
            await lab.Nvr.ShutOutAnnouncementsAsync();
            await lab.Router.RebootAsync(5555 + random.Next(20));
            await PauseAsync(random, 3);
            await lab.Nvr.LetInAnnouncementsAsync();
        }),
    ];

    private static Task PauseAsync(Random random, int mostSeconds) => Task.Delay(TimeSpan.FromSeconds(mostSeconds) * random.NextDouble());
}
