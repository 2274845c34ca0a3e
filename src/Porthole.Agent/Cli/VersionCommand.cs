using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole version</c>: of this program, and of the agent that runs, which an upgrade may have left behind.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "version",
            "Show the version of this program and of the running agent",
            """
            porthole version
            porthole version --json
            """) { CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var agent = AgentClient.For(parsed.StateFolder());
        var status = await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken);
        var version = new VersionDocument(ProductVersion.Text, RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, status?.Version);
        if (parsed.GetValue(CommonOptions.Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(version, VersionJson.Default.VersionDocument));
            return ExitCodes.Good;
        }

        Console.WriteLine($"Porthole  {version.Version}");
        Console.WriteLine($"Agent     {version.Agent ?? "none runs"}{(version.Agent is { } running && running != version.Version ? " (start the service anew to run this one)" : "")}");
        Console.WriteLine($"Runtime   {version.Runtime}");
        Console.WriteLine($"System    {version.System}");
        return ExitCodes.Good;
    }
}

/// <summary><c>porthole version --json</c>.</summary>
/// <param name="Version">Of this program.</param>
/// <param name="Runtime">For instance <c>.NET 10.0.12</c>.</param>
/// <param name="System">The operating system.</param>
/// <param name="Agent">The running agent's; null when none runs.</param>
internal sealed record VersionDocument(string Version, string Runtime, string System, string? Agent);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class VersionJson : JsonSerializerContext;
