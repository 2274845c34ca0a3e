using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Devices.Registry.Tables;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices export</c></summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Format = new("--format") { Description = "csv or json (default: by the file's name, else csv)", HelpName = "FORMAT" };
    private static readonly Argument<string?> Target = new("FILE") { Description = "Where to write it (default: to the output)", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        Format.AcceptOnlyFromAmong("csv", "json");
        var command = new ExampleCommand(
            "export",
            "Write all cameras as a table or as JSON; \"import\" reads both",
            """
            porthole devices export cameras.csv
            porthole devices export --format json > cameras.json
            """) { Target, Format, CommonOptions.Json, CommonOptions.Settings };
        command.SetAction((parsed, cancellationToken) => DeviceDesks.WithAsync(parsed, async desk =>
        {
            var answer = await desk.ListAsync(cancellationToken);
            return answer.Value is { } devices ? await WriteAsync(devices, parsed, cancellationToken) : await answer.SayAsync(parsed);
        }, cancellationToken));
        return command;
    }

    private static async Task<int> WriteAsync(DevicesDocument devices, ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(Target);
        var asJson = parsed.GetValue(CommonOptions.Json);
        var isJson = parsed.GetValue(Format) is { } format ? format == "json" : IsJson(file) || (asJson && file is null);
        var text = isJson ? JsonSerializer.Serialize(devices, DeviceJson.Indented.DevicesDocument) + "\n" : DeviceTable.Write(devices.Devices);
        if (file is null)
        {
            await Console.Out.WriteAsync(text);
            return ExitCodes.Good;
        }

        try
        {
            await File.WriteAllTextAsync(file, text, cancellationToken);
            Console.WriteLine(asJson ? WrittenDocument.Json(file) : $"{(devices.Devices.Length == 1 ? "1 camera" : $"{devices.Devices.Length} cameras")} written to {file}.");
            return ExitCodes.Good;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await Complaint.SayAsync(parsed, ExitCodes.Problem, $"{file} cannot be written: {exception.Message} Name another file.");
        }
    }

    public static bool IsJson(string? file) => Path.GetExtension(file)?.Equals(".json", StringComparison.OrdinalIgnoreCase) == true;
}
