using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices discover</c>: looks for cameras on the LAN, from this process, whether an agent runs or not.</summary>
internal static class DiscoverCommand
{
    private static readonly Option<IPAddress[]> At = new("--at")
    {
        Description = "Ask this address too, on any network; may be given several times",
        HelpName = "ADDRESS",
        CustomParser = result => [.. result.Tokens.Select(token =>
        {
            if (Target(token.Value) is { } address) return address;
            result.AddError($"\"{token.Value}\" is no IPv4 address. Write for instance --at 192.168.2.64.");
            return IPAddress.None;
        })],
    };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "discover",
            "Look for cameras on the LAN, for three seconds; no password is tried",
            """
            porthole devices discover
            porthole devices discover --at 192.168.2.64
            """) { At, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Searches with the progress on the terminal, where there is one.</summary>
    public static async Task<ImmutableArray<DiscoveredDevice>> SearchAsync(DiscoveryOptions options, CancellationToken cancellationToken)
    {
        using var line = new DiscoverProgressLine(Console.Error, !Terminal.ShowsProgress);
        return await DeviceDiscovery.OfThisPc(TimeProvider.System).SearchAsync(options, line, cancellationToken);
    }

    /// <summary>An IPv4 address of one host, written in full; null for anything else.</summary>
    public static IPAddress? Target(string? text) =>
        text is not null && NetworkText.TryParseAddress(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is > 0 and < 224 ? address : null;

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var devices = await SearchAsync(new DiscoveryOptions { Targets = [.. parsed.GetValue(At) ?? []] }, cancellationToken);
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(DiscoveryDocument.From(TimeProvider.System.GetElapsedTime(start), devices), DiscoveryJson.Indented.DiscoveryDocument));
        else DiscoverText.Write(devices, Console.Out);
        return devices.IsEmpty ? ExitCodes.Problem : ExitCodes.Good;
    }
}
