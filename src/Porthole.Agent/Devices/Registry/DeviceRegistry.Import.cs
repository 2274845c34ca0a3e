using System.Text.Json;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <content>Many devices at once.</content>
internal sealed partial class DeviceRegistry
{
    /// <summary>
    /// Registers devices, and changes those that are registered already: the same file imported twice changes nothing
    /// the second time. All or nothing, unless bad ones may be left out.
    /// </summary>
    /// <param name="devices">The devices as they were read.</param>
    /// <param name="mistakes">What was wrong with each when it was read, by its place in the list.</param>
    /// <param name="mode">What may be done when some are bad.</param>
    /// <param name="report">What was done, or why nothing was.</param>
    /// <returns>What kept the whole import from being made; null when it was made, or the report holds bad rows.</returns>
    public RegistryRefusal? Import(IReadOnlyList<DeviceSettings> devices, ILookup<int, ImportError> mistakes, ImportMode mode, out ImportReport report)
    {
        report = new ImportReport([]);
        lock (_gate)
        {
            if (Prepare() is { } obstacle) return obstacle;
            var batch = new ImportBatch([.. _view.Devices.Where(device => device.IsFixed).Select(device => device.Settings)], _content.Added);
            for (var row = 0; row < devices.Count; row++)
            {
                var device = devices[row];
                var old = _content.Added.FirstOrDefault(other => ForwardId.Slug(other.Name) == ForwardId.Slug(device.Name));
                batch.Take(old is null ? device : KeepPorts(device, old), [.. mistakes[row]]);
            }

            batch.CheckTogether();
            report = new ImportReport(batch.Rows);
            if (mode == ImportMode.Check || (report.HasBad && mode == ImportMode.AllOrNothing)) return null;
            if (batch.Added.SequenceEqual(_content.Added)) return null;
            if (Save(_content with { Added = batch.Added }) is { } failure) return failure;
            RegistryLog.Imported(_logger, report.Count(ImportOutcome.Added), report.Count(ImportOutcome.Changed), report.Count(ImportOutcome.Unchanged), report.Count(ImportOutcome.Bad));
            return null;
        }
    }

    /// <summary>Whether two devices ask for the same.</summary>
    internal static bool AreSame(DeviceSettings one, DeviceSettings other) => Text(one) == Text(other);

    private static string Text(DeviceSettings device) => JsonSerializer.Serialize(DeviceDocuments.From(device), DeviceJson.Default.DeviceDocument);
}
