using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Porthole.Agent.Api;
using Porthole.Agent.Hosting;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole open</c>: the dashboard, signed in.</summary>
internal static class OpenCommand
{
    private static readonly Option<bool> Print = new("--print") { Description = "Only print the address; it signs in whoever has it" };

    public static Command Create()
    {
        var command = new Command("open", "Open the dashboard in the browser, signed in") { Print };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.StateFolder();
        using var agent = AgentClient.For(folder);

        // Whatever answers at a dead agent's address must not get the token: the lock tells a live one.
        using var nobodyRuns = AgentLock.TryTake(folder);
        if (nobodyRuns is not null || await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is null) return await agent.SayNobodyAnswersAsync();
        var token = ApiToken.Read(folder);
        if (token is null)
            await Console.Error.WriteLineAsync($"porthole: the token {folder.TokenFile} cannot be read, so the dashboard only shows. To change things, run this as the user that the agent runs as.");
        var url = token is null ? agent.Url : new Uri(agent.Url, $"#token={token}");
        if (parsed.GetValue(Print) || !TryStartBrowser(url))
        {
            Console.WriteLine(url);
            return ExitCodes.Good;
        }

        Console.WriteLine($"The dashboard opens in the browser: {agent.Url}");
        return ExitCodes.Good;
    }

    private static bool TryStartBrowser(Uri url)
    {
        // Without a screen the desktop's opener would start a text browser, or claim that it had started something.
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DISPLAY") is null && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is null) return false;
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(url.AbsoluteUri) { UseShellExecute = true });
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
