using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Porthole.Agent.Api;
using Porthole.Agent.Hosting;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole open</c>: the dashboard, signed in.</summary>
internal static class OpenCommand
{
    private static readonly Option<bool> Print = new("--print") { Description = "Only print the address; it signs in whoever opens it first, within a minute" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "open",
            "Open the dashboard in the browser, signed in",
            """
            porthole open
            porthole open --print
            """) { Print, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.StateFolder();
        using var agent = AgentClient.For(folder);

        // Whatever answers at a dead agent's address must not get the token: the lock tells a live one.
        using var nobodyRuns = AgentLock.TryTake(folder);
        if (nobodyRuns is not null || await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is null) return await agent.SayNobodyAnswersAsync(parsed);
        var asJson = parsed.GetValue(CommonOptions.Json);
        var code = await CodeAsync(agent, folder, cancellationToken);
        if (code is null && !asJson)
            await Console.Error.WriteLineAsync($"porthole: the token {folder.TokenFile} cannot be read, so the dashboard only shows. To change things, run this as the user that the agent runs as.");
        var url = code is null ? agent.Url : new Uri(agent.Url, $"#code={code}");
        var isOpened = !parsed.GetValue(Print) && TryStartBrowser(url);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(new OpenDocument(isOpened ? agent.Url : url, code is not null, isOpened), AddressJson.Default.OpenDocument));
        else if (isOpened) Console.WriteLine($"The dashboard opens in the browser: {agent.Url}");
        else Console.WriteLine(url);
        return ExitCodes.Good;
    }

    private static async Task<string?> CodeAsync(AgentClient agent, StateFolder folder, CancellationToken cancellationToken)
    {
        if (ApiToken.Read(folder) is not { } token || await agent.SendAsync(HttpMethod.Post, "api/sign-in/code", json: null, token, cancellationToken) is not { Status: StatusCodes.Status200OK } answer) return null;
        return JsonSerializer.Deserialize(answer.Body, SignInJson.Default.SignInCode)?.Code;
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
