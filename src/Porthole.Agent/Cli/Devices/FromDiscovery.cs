using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Discovery.Wire;
using Porthole.Agent.Devices.Registry;
using Spectre.Console;

namespace Porthole.Agent.Cli.Devices;

/// <summary>Fills in from a search what <c>devices add --from-discovery</c> was not given.</summary>
internal static class FromDiscovery
{
    /// <summary>Searches and fills in.</summary>
    /// <param name="given">What the flags say; it wins.</param>
    /// <param name="which">The camera's address, MAC address or identity; null asks on the terminal.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<DeskAnswer<DeviceDocument>> FillAsync(DeviceDocument given, string? which, CancellationToken cancellationToken)
    {
        ImmutableArray<IPAddress> targets = DiscoverCommand.Target(which) is { } address ? [address] : [];
        var found = await DiscoverCommand.SearchAsync(new DiscoveryOptions { Targets = targets }, cancellationToken);
        if (which is not null) return Fill(given, found, which);
        if (found.IsEmpty || !DeviceQuestions.CanBeAsked)
            return DeskAnswer<DeviceDocument>.Refused(ExitCodes.Usage, found.IsEmpty ? "no camera was found. Is it on, and on the same network as this PC?" : "which camera? Give its address: --from-discovery ADDRESS.");
        if (!AnsiConsole.Profile.Capabilities.Ansi) return DeskAnswer<DeviceDocument>.Refused(ExitCodes.Usage, "which camera? This terminal cannot show a choice: give its address with --from-discovery ADDRESS.");
        var prompt = new SelectionPrompt<DiscoveredDevice>()
            .Title("Which camera?")
            .UseConverter(device => Markup.Escape($"{device.Address,-15}  {device.ProposedName}"))
            .AddChoices(found);
        return Fill(given, await prompt.ShowAsync(AnsiConsole.Console, cancellationToken));
    }

    /// <summary>The device that is meant, filled in; or why there is none.</summary>
    public static DeskAnswer<DeviceDocument> Fill(DeviceDocument given, ImmutableArray<DiscoveredDevice> found, string which)
    {
        var device = found.FirstOrDefault(device => device.Address.Equals(DiscoverCommand.Target(which)))
            ?? found.FirstOrDefault(device => device.Mac is not null && device.Mac == MacText.Read(which))
            ?? found.FirstOrDefault(device => device.ProposedId == ForwardId.Slug(which));
        return device is not null
            ? Fill(given, device)
            : DeskAnswer<DeviceDocument>.Refused(ExitCodes.Problem, $"no camera was found that is \"{which}\", among {found.Length}. See them with: porthole devices discover");
    }

    private static DeskAnswer<DeviceDocument> Fill(DeviceDocument given, DiscoveredDevice device)
    {
        if (given.Ports.IsEmpty && device.Forwards.IsEmpty)
        {
            return DeskAnswer<DeviceDocument>.Refused(
                ExitCodes.Problem,
                [$"{device.ProposedName} at {device.Address} has no port that is worth opening. Name one with --port if you want it open all the same.", .. device.Notes]);
        }

        return DeskAnswer<DeviceDocument>.Of(given with
        {
            Name = given.Name.Length > 0 ? given.Name : device.ProposedName,
            Brand = given.Brand ?? device.Brand,
            Address = given.Address.Length > 0 ? given.Address : device.Address.ToString(),
            Mac = given.Mac ?? device.MacToRegister,
            Ports = given.Ports.IsEmpty ? [.. device.Forwards.Select(Port)] : given.Ports,
        });
    }

    private static PortDocument Port(ProposedForward forward) =>
        new() { Name = forward.Name, Protocol = forward.Protocol, Internal = forward.Internal, External = forward.External, Route = "auto" };
}
