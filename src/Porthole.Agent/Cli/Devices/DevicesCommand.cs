using System.CommandLine;
using Porthole.Agent.Devices;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices</c>: the registry. This list is its table of contents.</summary>
internal static class DevicesCommand
{
    public static Command Create() => new ExampleCommand(
        "devices",
        "The cameras: find, show, add, remove, pause, import, export",
        """
        porthole devices discover
        porthole devices add --from-discovery 192.168.1.20
        porthole devices list
        """)
    {
        DiscoverCommand.Create(),
        ListCommand.Create(),
        AddCommand.Create(),
        RemoveCommand.Create(),
        PauseCommand.Create("pause", "Close a camera's ports for now; it stays registered", paused: true),
        PauseCommand.Create("resume", "Open a paused camera's ports again", paused: false),
        ImportCommand.Create(),
        ExportCommand.Create(),
        SheetCommand.Create(),
        UrlCommand.Create(),
    };

    /// <summary>The identity of a device, as <c>devices list</c> shows it, or its name.</summary>
    public static Argument<string> Id() => new("ID") { Description = "The camera, as \"porthole devices list\" names it" };

    /// <summary>What <see cref="Id"/> was given, as an identity: "Front door" means <c>front-door</c>.</summary>
    public static string IdOf(ParseResult parsed, Argument<string> id)
    {
        var text = parsed.GetRequiredValue(id);
        return ForwardId.Slug(text) is { Length: > 0 } slug ? slug : text;
    }
}
