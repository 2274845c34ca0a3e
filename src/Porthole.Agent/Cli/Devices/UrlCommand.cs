using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Status;
using Spectre.Console;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices url</c>: a camera's stream addresses, with user and password encoded as players need them.</summary>
internal static class UrlCommand
{
    private static readonly Argument<string> Id = DevicesCommand.Id();

    private static readonly Option<string?> User = new("--user")
    {
        Description = "Put this user into the addresses; the password is asked for, or read from standard input",
        HelpName = "NAME",
    };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "url",
            "A camera's stream addresses, for players and recorders",
            """
            porthole devices url front-door
            porthole devices url front-door --user admin
            """) { Id, User, CommonOptions.Json, CommonOptions.Settings };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The streams of a device, each with where it is reached from.</summary>
    /// <param name="device">The device.</param>
    /// <param name="status">The running agent's status; null when none runs.</param>
    public static IEnumerable<(string Where, StreamTemplate Stream)> Streams(RegisteredDocument device, StatusDocument? status)
    {
        var preset = BrandPresets.Find(device.Brand) ?? BrandPresets.Generic;
        if (device.Ports.FirstOrDefault(port => port.Protocol == "tcp" && (port.Name == "rtsp" || port.Internal == preset.RtspPort)) is not { } port) return [];
        var outside = status?.Forwards.FirstOrDefault(forward => forward.Id == $"{device.Id}/{ForwardId.Slug(port.Name)}")?.External;
        return At("LAN", $"{device.Address}:{port.Internal}").Concat(outside is null ? [] : At("outside", outside));

        IEnumerable<(string, StreamTemplate)> At(string where, string endpoint) =>
            StreamUrl.Streams(device.Brand, endpoint).DefaultIfEmpty(new StreamTemplate("main", $"rtsp://{endpoint}/")).Select(stream => (where, stream));
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => DeviceDesks.WithAsync(parsed, async desk =>
    {
        var list = await desk.ListAsync(cancellationToken);
        if (list.Value is not { } devices) return await list.SayAsync(parsed);
        var id = DevicesCommand.IdOf(parsed, Id);
        if (devices.Devices.FirstOrDefault(device => device.Id == id) is not { } device)
            return await DeskAnswer<RegisteredDocument>.Refused(ExitCodes.Problem, $"no camera is called \"{id}\". See them with: porthole devices list").SayAsync(parsed);
        using var agent = AgentClient.For(parsed.StateFolder());
        var status = desk.AgentRuns ? await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) : null;
        var streams = Streams(device, status).ToList();
        if (streams.Count == 0) return await DeskAnswer<RegisteredDocument>.Refused(ExitCodes.Problem, $"{device.Name} has no port for RTSP. Add one with: porthole devices add").SayAsync(parsed);
        var user = parsed.GetValue(User);
        var password = user is null ? "" : await PasswordAsync(user, cancellationToken);
        var addresses = streams.Select(entry => new StreamAddress(entry.Where, entry.Stream.Name, user is null ? entry.Stream.Url : StreamUrl.WithCredentials(entry.Stream.Url, user, password))).ToImmutableArray();
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(addresses, AddressJson.Default.ImmutableArrayStreamAddress));
        else foreach (var address in addresses) Console.WriteLine($"{address.Where,-7}  {address.Stream,-4}  {address.Url}");
        return ExitCodes.Good;
    }, cancellationToken);

    /// <summary>Never an argument: those are seen by every user of the PC and kept in the shell's history.</summary>
    private static async Task<string> PasswordAsync(string user, CancellationToken cancellationToken) => Console.IsInputRedirected
        ? await Console.In.ReadLineAsync(cancellationToken) ?? ""
        : await new TextPrompt<string>(Markup.Escape($"Password of {user}:")).Secret().AllowEmpty().ShowAsync(AnsiConsole.Console, cancellationToken);
}
