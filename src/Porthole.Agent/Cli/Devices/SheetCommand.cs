using System.CommandLine;
using System.Text.Json;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices sheet</c>: the handover sheet.</summary>
internal static class SheetCommand
{
    private static readonly Option<string?> Out = new("--out") { Description = "Write the page to this file", HelpName = "FILE" };
    private static readonly Option<string?> Site = new("--site") { Description = "What the site is called (default: this PC's name)", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "sheet",
            "The handover sheet to print: addresses, QR codes, app settings",
            """
            porthole devices sheet --out handover.html
            porthole devices sheet --site "Bakery Miller" --out handover.html
            """) { Out, Site, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var agent = AgentClient.For(parsed.StateFolder());
        var path = "sheet?standalone=true" + (parsed.GetValue(Site) is { } site ? $"&site={Uri.EscapeDataString(site)}" : "");
        if (await agent.SendAsync(HttpMethod.Get, path, json: null, token: null, cancellationToken) is not { Status: StatusCodes.Status200OK } answer) return await agent.SayNobodyAnswersAsync(parsed);
        var asJson = parsed.GetValue(CommonOptions.Json);
        if (parsed.GetValue(Out) is { } file)
        {
            try
            {
                await File.WriteAllTextAsync(file, answer.Body, cancellationToken);
                Console.WriteLine(asJson ? WrittenDocument.Json(file) : $"Written to {file}. Open it in a browser to print it, or to save it as PDF.");
                return ExitCodes.Good;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return await Complaint.SayAsync(parsed, ExitCodes.Problem, $"{file} cannot be written: {exception.Message} Name another file.");
            }
        }

        if (asJson) Console.WriteLine(JsonSerializer.Serialize(new AddressDocument(new Uri(agent.Url, "sheet")), AddressJson.Default.AddressDocument));
        else if (Console.IsOutputRedirected) await Console.Out.WriteAsync(answer.Body);
        else Console.WriteLine($"The sheet is at {new Uri(agent.Url, "sheet")}. Print it there, or save it with --out FILE.");
        return ExitCodes.Good;
    }
}
